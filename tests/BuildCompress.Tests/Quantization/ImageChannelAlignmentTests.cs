using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Tests.Quantization;

public sealed class ImageChannelAlignmentTests
{
    [Fact]
    public void AThreeChannelImageIsPaddedAsIntegersAndMeetsZeroWeights()
    {
        var graph = Quantise(Network(inputs: 3, outputs: 16));

        var pad = Assert.Single(graph.Nodes, n => n.OpType == "Pad");
        Assert.Equal(["image_quantized", "image_aligned_pads", "image_zero_point"], pad.Inputs);
        Assert.Equal([0L, 0, 0, 0, 0, 1, 0, 0], graph.Constant("image_aligned_pads")!.AsSpan<long>().ToArray());
        var weight = graph.Constant("w_quantized")!;
        Assert.Equal([16L, 4, 1, 1], weight.Dims);
        var integers = weight.AsSpan<sbyte>().ToArray();
        Assert.All(integers.Chunk(4), row => Assert.Equal([1, 1, 1, 0], row.Select(q => (int)q)));
        Assert.DoesNotContain(graph.Nodes, n => n.Outputs.Contains("image_dequantized"));
    }

    [Theory]
    [InlineData(4, 16)]
    [InlineData(1, 16)]
    [InlineData(3, 8)]
    [InlineData(3, 18)]
    public void NothingIsPaddedWhereTheFastKernelDoesNotReachOrNeedsNothing(int inputs, int outputs) =>
        Assert.DoesNotContain(Quantise(Network(inputs, outputs)).Nodes, n => n.OpType == "Pad");

    private static Graph Quantise(Model model)
    {
        var plan = QuantizationPlanner.Plan(model, ShapeInference.Infer(model));
        var channels = (int)model.Graph.Constant("w")!.Dims[0];
        return QdqExport.Quantise(model, plan, new([.. plan.Scales.Select(_ => new AffineScale(1, 0))], [[.. Enumerable.Repeat(1f, channels)]])).Graph;
    }

    private static Model Network(int inputs, int outputs)
    {
        Dimension n = new(null, "N");
        var weights = new float[outputs * inputs];
        Array.Fill(weights, 1);
        var conv = new Node("conv", "Conv", "", ["image", "w"], ["scores"], new Dictionary<string, AttributeValue>());
        var graph = new Graph(
            "one layer", [new("image", new(ElementType.Float32, [n, inputs, 4, 4]))], [new("scores", new(ElementType.Float32, [n, outputs, 4, 4]))], [conv],
            new Dictionary<string, ConstantTensor> { ["w"] = ConstantTensor.Of(weights, outputs, inputs, 1, 1) });
        return new Model(8, new Dictionary<string, long> { [""] = 13 }, ("test", "1"), new Dictionary<string, string>(), "", graph);
    }
}
