using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Tests.Onnx;

public sealed class PeakActivationMemoryTests
{
    private const long Map = 4 * 8 * 8 * sizeof(float); // one [4, 8, 8] activation

    [Fact]
    public void AChainHoldsInputAndOutputOfOneNode() => Assert.Equal(2 * Map, Peak(Pool("x", "a"), Pool("a", "b"), Pool("b", "y")));

    [Fact]
    public void AnActivationIsAppliedInPlace() => Assert.Equal(Map, Peak(Node("Relu", ["x"], "a"), Node("Relu", ["a"], "y")));

    [Fact]
    public void AShortcutStaysAliveUntilItIsAdded() =>
        Assert.Equal(3 * Map, Peak(Pool("x", "a"), Pool("a", "b"), Node("Add", ["b", "x"], "y")));

    [Fact]
    public void AValueReadAgainIsNotOverwritten() => Assert.Equal(2 * Map, Peak(Node("Relu", ["x"], "a"), Node("Add", ["a", "x"], "y")));

    // Input in float beside the first integers, and at the end the last integers beside the output in float.
    [Fact]
    public void BetweenQuantisersAnElementTakesAByte() => Assert.Equal(Map + Map / 4, Peak(
        Pool("x", "a"), Node("Relu", ["a"], "r"), Node("QuantizeLinear", ["r", "s", "z"], "q"), Node("DequantizeLinear", ["q", "s", "z"], "d"),
        Pool("d", "b"), Node("QuantizeLinear", ["b", "s", "z"], "p"), Node("DequantizeLinear", ["p", "s", "z"], "y")));

    // Second convolution of a residual block: shortcut, its input and its output, all [16, 32, 32].
    [Fact]
    public void ResNet20PeaksInsideItsFirstBlocks()
    {
        if (SharedData.IsMissing)
            return;
        var model = OnnxFile.Read(SharedData.Path("models/cifar10-resnet20.onnx"));

        Assert.Equal(3 * 16 * 32 * 32 * sizeof(float), PeakActivationMemory.Of(model.Graph, ShapeInference.Infer(model))!.Value.Value);
    }

    private static long Peak(params Node[] nodes)
    {
        var type = new TensorType(ElementType.Float32, [new Dimension(null, "N"), 4, 8, 8]);
        var constants = new Dictionary<string, ConstantTensor> { ["s"] = ConstantTensor.Of([0.5f]), ["z"] = ConstantTensor.Of([(byte)0]) };
        var graph = new Graph("g", [new ValueInfo("x", type)], [new ValueInfo("y", type)], nodes, constants);
        var model = new Model(8, new Dictionary<string, long> { [""] = 17 }, ("", ""), new Dictionary<string, string>(), "", graph);
        return PeakActivationMemory.Of(graph, ShapeInference.Infer(model))!.Value.Value;
    }

    // A 1x1 window: same shape, but computed from neighbours in general, so never in place.
    private static Node Pool(string input, string output) =>
        Node("MaxPool", [input], output) with { Attributes = new Dictionary<string, AttributeValue> { ["kernel_shape"] = new AttributeValue.Ints([1, 1]) } };

    private static Node Node(string op, string[] inputs, string output) => new("", op, "", inputs, [output], new Dictionary<string, AttributeValue>());
}
