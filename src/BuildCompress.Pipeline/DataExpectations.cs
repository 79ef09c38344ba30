using BuildCompress.Onnx.Import;
using BuildCompress.Training.Data;

namespace BuildCompress.Pipeline;

/// <summary>What a model's input and output ask of the data.</summary>
internal static class DataExpectations
{
    public static DataExpectation Of(ImportedModel imported) =>
        new(new ImageShape(imported.Channels, imported.Height, imported.Width), imported.Classes);
}
