using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Import;

/// <summary>An image classifier has one input, float images <c>[N, C, H, W]</c>, and one output.</summary>
internal static class ClassifierEnds
{
    private const string OneImage = "Only classifiers of one image can be compressed: float32 [N, channels, height, width] with fixed sizes.";

    // 1 GiB as float32.
    private const long MaxImage = 1L << 28;

    public static IEnumerable<Diagnostic> Check(Graph graph, string path)
    {
        if (graph.Inputs is not [var input])
        {
            var names = string.Join(", ", graph.Inputs.Select(value => $"'{value.Name}'"));
            yield return DiagnosticCatalog.NotOneImageInput.In(path, $"The model has {graph.Inputs.Count} inputs ({names}).", OneImage);
        }
        else if (input.Type.Element != ElementType.Float32 || input.Type.Shape is not { Count: 4 } shape)
        {
            yield return DiagnosticCatalog.NotOneImageInput.In(path, $"The model's input '{input.Name}' is {input.Type}, which is no float image.", OneImage);
        }
        else if (shape.Skip(1).Any(dim => dim.Value is not (> 0 and <= ushort.MaxValue)))
        {
            yield return DiagnosticCatalog.NotOneImageInput.In(
                path, $"The model's input '{input.Name}' is {input.Type}: channels, height and width must be fixed.", "Export the model with a fixed image size; only the batch may be dynamic.");
        }

        else if (shape.Skip(1).Aggregate(1L, (size, dim) => size * dim.Value!.Value) > MaxImage)
        {
            yield return DiagnosticCatalog.NotOneImageInput.In(
                path, $"The model's input '{input.Name}' is {input.Type}: an image has more than {MaxImage} values.", "Export the model with a smaller image size.");
        }

        if (graph.Outputs.Count != 1)
        {
            var names = string.Join(", ", graph.Outputs.Select(value => $"'{value.Name}'"));
            yield return DiagnosticCatalog.NotOneClassOutput.In(
                path, $"The model has {graph.Outputs.Count} outputs ({names}).", "Export the model with the class scores as its only output.");
        }
    }
}
