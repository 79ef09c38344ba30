using BuildCompress.IntegrationTests.Surgery;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Tests;
using BuildCompress.Training.Networks;

namespace BuildCompress.IntegrationTests.Training.Networks;

/// <summary>Every model of the zoo computes in libtorch what PyTorch computed, or ONNX Runtime where there is no reference.</summary>
public sealed class ZooInLibtorchTests
{
    // float32 sums in another order than PyTorch's, relative to the largest output.
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Zoo() =>
        SharedData.IsMissing ? [""] : [.. SharedData.Models().Where(path => path.Contains("topologies")).Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(Zoo))]
    public void TopologiesEqualPyTorch(string name)
    {
        if (SharedData.IsMissing)
            return;
        var path = SharedData.Path($"models/topologies/{name}.onnx");
        var (input, dims) = Npy.Read(Path.ChangeExtension(path, ".input.npy"));

        var outputs = Run(OnnxFile.Read(path), input, dims);

        for (var i = 0; i < outputs.Length; i++)
        {
            var (expected, shape) = Npy.Read(path.Replace(".onnx", $".output{i}.npy"));
            Assert.Equal(shape, outputs[i].Dims);
            Assert.True(Tensors.RelativeError(expected, outputs[i].Values) < Tolerance, $"output {i}");
        }
    }

    [Theory]
    [InlineData("mnist-cntk-opset8", 1, 28, 28)]
    [InlineData("vww96-mobilenetv1-025", 3, 96, 96)]
    [InlineData("cifar10-resnet20-rawexport", 3, 32, 32)]
    [InlineData("yunet-n-320", 3, 320, 320)]
    [InlineData("camvid-espnet", 3, 96, 128)]
    [InlineData("camvid-espnet", 3, 64, 160)]
    public void TrainedModelsEqualOnnxRuntime(string name, int channels, int height, int width)
    {
        if (SharedData.IsMissing)
            return;
        var path = SharedData.Path($"models/{name}.onnx");
        var input = Tensors.Random(channels * height * width, seed: 3);
        long[] dims = [1, channels, height, width];

        var model = ComparedOutputs.Expose(OnnxFile.Read(path));

        var outputs = Run(model, input, dims);

        ComparedOutputs.AssertEqual(model.Graph, OrtRun.Outputs(model, input, dims), [.. outputs.Select(output => output.Values)], name);
    }

    private static (float[] Values, long[] Dims)[] Run(Model model, float[] input, long[] dims)
    {
        var folded = ConstantFolding.Fold(model);
        using var network = new TrainableNetwork(folded, ShapeInference.Infer(folded));
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        return [.. network.Forward([ChannelsLast.Of(Tensors.Of(input, dims))]).Select(output => (Tensors.Read(output), output.shape))];
    }
}
