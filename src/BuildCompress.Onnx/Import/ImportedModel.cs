using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Import;

/// <summary>A model that the journey can take: an image classifier with constants folded and all shapes known but the batch.</summary>
/// <param name="Model">The graph to compress: input <c>[N, Channels, Height, Width]</c>, output <c>[N, Classes]</c>, N any.</param>
/// <param name="Types">Type of every value of the graph.</param>
/// <param name="Cost">MACs and parameters of <paramref name="Model"/>.</param>
/// <param name="Channels">Colour channels of the image.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Classes">Scores per image.</param>
public sealed record ImportedModel(Model Model, InferredTypes Types, ModelCost Cost, int Channels, int Height, int Width, int Classes);
