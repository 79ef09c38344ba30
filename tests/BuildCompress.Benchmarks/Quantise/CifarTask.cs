using BuildCompress.Benchmarks.EndToEnd;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Data;

namespace BuildCompress.Benchmarks.Quantise;

/// <summary>CIFAR-10 and a network pretrained on it.</summary>
internal sealed record CifarTask(Model Model, ImageDataset Train, ImageDataset Validation, PreprocessSettings Preprocess)
{
    public static AugmentSettings Augment { get; } = new(CropPadding: 4, HorizontalFlip: true);

    public static CifarTask Load(string model)
    {
        var shared = Path.GetFullPath(Path.Combine(BenchmarkDocument.RepositoryRoot(), "..", "shared"));
        var folder = Path.Combine(CifarManifest.Unpack(shared), "cifar10");
        var preprocess = model.Contains("mlperftiny", StringComparison.Ordinal)
            ? new PreprocessSettings(1, [0], [1], ChannelOrder.Rgb)
            : new PreprocessSettings(1 / 255.0, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225], ChannelOrder.Rgb);
        return new(OnnxFile.Read(Path.Combine(shared, "models", model + ".onnx")), Read("train.bin"), Read("val.bin"), preprocess);

        ImageDataset Read(string file)
        {
            var path = Path.Combine(folder, file);
            return ImageDatasetReader.Read(new DataSource(DataFormat.Cifar10Binary, [new(path, new SourceSpan(path))]), new DataExpectation());
        }
    }
}
