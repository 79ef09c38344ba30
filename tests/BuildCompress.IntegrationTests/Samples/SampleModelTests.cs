using BuildCompress.Core.Manifests;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Tests.Architecture;
using BuildCompress.Training.Data;
using BuildCompress.Training.Data.Samples;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;

namespace BuildCompress.IntegrationTests.Samples;

/// <summary>The model and the manifest that the template ships.</summary>
public sealed class SampleModelTests : IDisposable
{
    private static readonly string Template = Path.Combine(Repository.Root, "templates", "BuildCompress.Templates", "content", "bcapp");

    private readonly string folder = Directory.CreateTempSubdirectory("sample-model-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task ShippedModelTellsTheShapesApart()
    {
        var manifest = Copy();
        var model = OnnxFile.Read(manifest.Model.Value);
        using var thread = new TrainingThread();

        var accuracy = await thread.Run(() =>
        {
            using var network = new TrainableNetwork(model, ShapeInference.Infer(model));
            var validation = ImageDatasetReader.Read(manifest.Data.Validation, new DataExpectation(Classes: 10));
            return Evaluation.Accuracy(network, validation, manifest.Preprocess);
        });

        Assert.True(accuracy.Fraction > 0.95, $"The model is right in {accuracy} of cases.");
    }

    [Fact]
    public void ShippedModelIsSmall() => Assert.InRange(new FileInfo(Path.Combine(Template, "shapes.onnx")).Length, 1, 400_000);

    /// <summary>The template's content beside freshly drawn data.</summary>
    private Manifest Copy()
    {
        foreach (var file in new[] { "model.compress.json", "shapes.onnx" })
            File.Copy(Path.Combine(Template, file), Path.Combine(folder, file));
        SampleDataset.Write(Path.Combine(folder, "data"), trainImages: 100);
        return ManifestReader.Read(Path.Combine(folder, "model.compress.json"));
    }
}
