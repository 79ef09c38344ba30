using BuildCompress.IntegrationTests.Surgery;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Training.Networks;

namespace BuildCompress.IntegrationTests.Onnx;

/// <summary>Operator sets 7 to 21: the runtime takes what we write, and we compute and infer what it does.</summary>
public sealed class EveryOpsetTests
{
    private const double Tolerance = 1e-5;
    private static readonly long[] Dims = [3, 4, 9, 7];

    public static TheoryData<long> Opsets => [.. Enumerable.Range(7, 15).Select(opset => (long)opset)];

    [Theory]
    [MemberData(nameof(Opsets))]
    public void IsUnderstoodAndKept(long opset)
    {
        var graph = OpsetForms.Build(opset);
        var model = graph.Model(opset);
        var file = OnnxFile.ToBytes(model);
        var input = Tensors.Random(3 * 4 * 9 * 7, seed: 2);

        var expected = OrtRun.Outputs(file, input, Dims)[0];

        var again = OnnxFile.Parse(file);
        Assert.Equal(opset, again.Opset);
        Assert.Equal(expected, OrtRun.Outputs(again, input, Dims)[0]);
        var types = ShapeInference.Infer(again);
        Assert.Equal("Float32[batch,5]", types[graph.Last]!.ToString());
        Assert.All(again.Graph.Nodes, node => Assert.NotNull(types[node.Outputs[0]]?.Shape));
        Assert.True(OrtRun.Distance(expected, OrtRun.Outputs(ConstantFolding.Fold(again), input, Dims)[0]) < Tolerance);
        using var network = new TrainableNetwork(again, types);
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        Assert.True(OrtRun.Distance(expected, Tensors.Read(network.Forward(Tensors.Of(input, Dims)))) < Tolerance);
    }

    /// <summary>Quantising needs operator set 13; what is older is rewritten in its forms.</summary>
    [Theory]
    [MemberData(nameof(Opsets))]
    public void IsRaisedWhereScalesPerChannelNeedIt(long opset)
    {
        var model = OpsetForms.Build(opset).Model(opset);
        var input = Tensors.Random(3 * 4 * 9 * 7, seed: 2);

        var raised = OpsetUpgrade.ToPerChannel(model);

        Assert.Equal(Math.Max(13, opset), raised.Opset);
        Assert.True(OrtRun.Distance(OrtRun.Outputs(model, input, Dims)[0], OrtRun.Outputs(raised, input, Dims)[0]) < Tolerance);
    }
}
