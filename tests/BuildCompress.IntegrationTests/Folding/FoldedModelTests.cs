using BuildCompress.IntegrationTests.Surgery;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Folding;

public sealed class FoldedModelTests
{
    public static TheoryData<string> Names() =>
        SharedData.IsMissing ? [""] : [.. SharedData.Models().Select(path => Path.GetFileNameWithoutExtension(path)!)];

    /// <summary>With batch normalisation folded and, for older files, the operator set raised, a model computes what it did.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ComputeWhatTheOriginalsCompute(string name)
    {
        if (SharedData.IsMissing)
            return;
        var original = OnnxFile.Read(SharedData.Models().First(p => Path.GetFileNameWithoutExtension(p) == name));
        var types = ShapeInference.Infer(original, batch: 2);
        var dims = types[original.Graph.Inputs[0].Name]!.Shape!.Select(d => d.Value ?? 64).ToArray();
        var random = new Random(1);
        var input = new float[dims.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < input.Length; i++)
            input[i] = 2 * random.NextSingle() - 1;

        var folded = OpsetUpgrade.ToPerChannel(BatchNormFolding.Fold(original));

        Assert.InRange(folded.Opset, 13, long.MaxValue);
        var distance = OrtRun.Outputs(original, input, dims).Zip(OrtRun.Outputs(folded, input, dims), OrtRun.Distance).Max();
        Assert.True(distance < 1e-4, $"off by {distance}");
    }

    [Theory]
    [InlineData("cifar10-resnet20-rawexport", 0)]
    [InlineData("topologies/vgg_bn", 0)]
    [InlineData("topologies/preact_resnet", 6)]
    public void KeepOnlyNormalisationsThatFollowNoLayer(string model, int left)
    {
        if (SharedData.IsMissing)
            return;
        var folded = BatchNormFolding.Fold(OnnxFile.Read(SharedData.Path($"models/{model}.onnx")));
        Assert.Equal(left, folded.Graph.Nodes.Count(node => node.OpType == "BatchNormalization"));
    }
}
