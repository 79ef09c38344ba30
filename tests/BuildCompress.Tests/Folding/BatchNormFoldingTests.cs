using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Tests.Folding;

public sealed class BatchNormFoldingTests
{
    [Fact]
    public void ConvsThatShareAWeightGetWeightsAndBiasesOfTheirOwn()
    {
        var none = new Dictionary<string, AttributeValue>();
        Node[] nodes =
        [
            new("a", "Conv", "", ["image", "w"], ["sum_a"], none), Norm("a", offset: "one"),
            new("b", "Conv", "", ["image", "w"], ["sum_b"], none), Norm("b", offset: "two"),
        ];
        var graph = new Graph(
            "shared", [new("image", new(ElementType.Float32, [new Dimension(null, "N"), 1, 4, 4]))],
            [new("a", new(ElementType.Float32, null)), new("b", new(ElementType.Float32, null))], nodes,
            new Dictionary<string, ConstantTensor>
            {
                ["w"] = ConstantTensor.Of([3f], 1, 1, 1, 1), ["zero"] = ConstantTensor.Of([0f], 1), ["one"] = ConstantTensor.Of([1f], 1),
                ["two"] = ConstantTensor.Of([2f], 1),
            });

        var folded = BatchNormFolding.Fold(new(8, new Dictionary<string, long> { [""] = 17 }, ("test", "1"), new Dictionary<string, string>(), "", graph)).Graph;

        Assert.Equal(["a", "b"], folded.Nodes.Select(n => n.Name));
        Assert.Equal([1f, 2f], folded.Nodes.Select(n => folded.Constant(n.Inputs[2])!.AsSpan<float>()[0]), (x, y) => Math.Abs(x - y) < 1e-4);
        Assert.Equal(4, folded.Initializers.Count);

        Node Norm(string name, string offset) => new($"norm_{name}", "BatchNormalization", "", [$"sum_{name}", "one", offset, "zero", "one"], [name], none);
    }
}
