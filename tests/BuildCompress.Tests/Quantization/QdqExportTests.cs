using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Tests.Quantization;

public sealed class QdqExportTests
{
    private static readonly Model Layer = QuantizableForm.Of(Build());

    [Fact]
    public void TheQuantiserStandsBehindTheActivationAndTheLastGemmHasNone()
    {
        var plan = QuantizationPlanner.Plan(Layer, ShapeInference.Infer(Layer));
        Assert.Equal(["image", "relu", "flat"], plan.Activations.Select(a => a.Tensor));
        Assert.Equal([false, false, true], plan.Activations.Select(a => a.Inherits));
        Assert.Equal([0, 1, 1], plan.Activations.Select(a => a.Scale));
        Assert.Equal([new(false, null), new ActivationScale(true, null)], plan.Scales);
        Assert.Equal(["conv", "gemm"], plan.Weights.Select(w => w.Node));
    }

    [Fact]
    public void WeightsRoundHalfToEvenAndSaturateAndBiasesTakeTheProductOfScales()
    {
        var plan = QuantizationPlanner.Plan(Layer, ShapeInference.Infer(Layer));
        var quantised = QdqExport.Quantise(Layer, plan, new([new(0.5f, 128), new(0.25f, 0)], [[1f, 2f], [1f]])).Graph;
        Assert.Equal(new sbyte[] { 0, 2, -2, 127, 0, -127 }, quantised.Constant("w_quantized")!.AsSpan<sbyte>().ToArray());
        Assert.Equal([4, int.MaxValue], quantised.Constant("b_quantized")!.AsSpan<int>().ToArray());
        Assert.Equal([0.5f, 1f], quantised.Constant("b_quantized_scale")!.AsSpan<float>().ToArray());
        Assert.Equal(1, quantised.Nodes.Single(n => n.OpType == "Gemm").Int("transB", 0));
        Assert.Equal(["logits"], quantised.Nodes[^1].Outputs);
    }

    [Fact]
    public void AScaleMustBePositive()
    {
        var plan = QuantizationPlanner.Plan(Layer, ShapeInference.Infer(Layer));
        Assert.Throws<ArgumentException>(() => QdqExport.Quantise(Layer, plan, new([new(0, 0), new(1, 0)], [[1f, 1f], [1f]])));
    }

    /// <summary>image [N, 3, 1, 1] → Conv with bias → Relu → Flatten → Gemm [in, out].</summary>
    private static Model Build()
    {
        var none = new Dictionary<string, AttributeValue>();
        Node[] nodes =
        [
            new("conv", "Conv", "", ["image", "w", "b"], ["sums"], none), new("activation", "Relu", "", ["sums"], ["relu"], none),
            new("flatten", "Flatten", "", ["relu"], ["flat"], none), new("gemm", "Gemm", "", ["flat", "m"], ["logits"], none),
        ];
        var initializers = new Dictionary<string, ConstantTensor>
        {
            ["w"] = ConstantTensor.Of([0.5f, 1.5f, -2.5f, 1000f, 1f, -1000f], 2, 3, 1, 1),
            ["b"] = ConstantTensor.Of([2f, 1e12f], 2),
            ["m"] = ConstantTensor.Of([1f, 2f], 2, 1),
        };
        var graph = new Graph(
            "layer", [new ValueInfo("image", new TensorType(ElementType.Float32, [new Dimension(null, "N"), 3, 1, 1]))],
            [new ValueInfo("logits", new TensorType(ElementType.Float32, [new Dimension(null, "N"), 1]))], nodes, initializers);
        return new(8, new Dictionary<string, long> { [""] = 17 }, ("test", "1"), new Dictionary<string, string>(), "", graph);
    }
}
