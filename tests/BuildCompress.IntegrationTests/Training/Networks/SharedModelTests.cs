using System.Runtime.InteropServices;
using BuildCompress.Core.Manifests;
using BuildCompress.IntegrationTests.Training.Data;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Import;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Tests;
using BuildCompress.Training.Data;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;

namespace BuildCompress.IntegrationTests.Training.Networks;

public sealed class SharedModelTests
{
    // float32 sums in another order than PyTorch's.
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData("cifar10-resnet20")]
    [InlineData("cifar10-resnet20-rawexport")]
    [InlineData("cifar10-resnet32")]
    [InlineData("cifar10-resnet56")]
    [InlineData("cifar10-mlperftiny-resnet8")]
    public void LogitsOfRealImagesEqualPyTorchs(string name)
    {
        if (SharedData.IsMissing)
            return;
        var images = ImageDatasetReader.Read(
            TestData.Source(DataFormat.Cifar10Binary, Path.Combine(SharedData.DataFolder(), "cifar10/val.bin")), new DataExpectation()).Take(100);
        using var network = Load(name);

        var logits = Evaluation.Logits(network, images, name.Contains("resnet8") ? TestData.Raw : TestData.Cifar);

        Assert.True(Tensors.RelativeError(Reference($"{name}.first100.f32"), logits) < Tolerance);
    }

    [Theory]
    [InlineData("mnist-cntk-opset8", 1, 28, 28)]
    [InlineData("vww96-mobilenetv1-025", 3, 96, 96)]
    public void OtherArchitecturesEqualPyTorch(string name, int channels, int height, int width)
    {
        if (SharedData.IsMissing)
            return;
        using var network = Load(name);
        var input = new float[channels * height * width];
        for (var i = 0; i < input.Length; i++)
            input[i] = (float)(uint)((ulong)i * 2654435761) / 4294967296f;
        using var scope = torch.NewDisposeScope();

        var output = network.Forward(Tensors.Of(input, 1, channels, height, width));

        Assert.True(Tensors.RelativeError(Reference($"{name}.out0.f32"), Tensors.Read(output)) < Tolerance);
    }

    [Fact]
    public void UntrainedWeightsAreWrittenBackToTheByte()
    {
        if (SharedData.IsMissing)
            return;
        var model = OnnxFile.Read(SharedData.Path("models/cifar10-resnet20.onnx"));
        using var network = new TrainableNetwork(model, ShapeInference.Infer(model));

        Assert.Equal(OnnxFile.ToBytes(model), OnnxFile.ToBytes(network.ToModel()));
    }

    /// <summary>An export before any training: variances and scales are ones, stored once for all layers.</summary>
    [Fact]
    public void StatisticsThatAreStoredAsWeightsFollowTheDataAndLeaveTheWeights()
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path("models/topologies/identity_alias.onnx"));
        using var network = new TrainableNetwork(imported.Model, imported.Types) { Mode = NetworkMode.Training };
        using var scope = torch.NewDisposeScope();
        var weights = network.Parameters.Select(p => Tensors.Read(p.Tensor)).ToArray();
        var statistics = network.State.Skip(weights.Length).Select(s => Tensors.Read(s.Tensor)).ToArray();

        network.Forward(torch.randn([4, imported.Channels, imported.Height, imported.Width])).sum().backward();

        Assert.Equal(weights, network.Parameters.Select(p => Tensors.Read(p.Tensor)));
        var norms = imported.Model.Graph.Nodes.Count(node => node.OpType == "BatchNormalization");
        var moved = network.State.Skip(weights.Length).Select(s => Tensors.Read(s.Tensor)).Zip(statistics).Count(s => !s.First.SequenceEqual(s.Second));
        Assert.Equal(2 * norms, moved);
    }

    private static TrainableNetwork Load(string name)
    {
        var model = ConstantFolding.Fold(OnnxFile.Read(SharedData.Path($"models/{name}.onnx")));
        return new TrainableNetwork(model, ShapeInference.Infer(model));
    }

    private static ReadOnlySpan<float> Reference(string file) =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SharedData.Path($"models/ref/{file}")));
}
