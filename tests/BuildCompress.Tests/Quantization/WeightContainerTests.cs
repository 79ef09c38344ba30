using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Tests.Quantization;

public sealed class WeightContainerTests
{
    [Theory]
    [InlineData(2, ElementType.Int2, new sbyte[] { -2, 1, 0, -1, 1 }, new byte[] { 0b11_00_01_10, 0b01 })]
    [InlineData(3, ElementType.Int4, new sbyte[] { -4, 3, -1 }, new byte[] { 0x3C, 0x0F })]
    [InlineData(4, ElementType.Int4, new sbyte[] { -8, 7, 1, 0 }, new byte[] { 0x78, 0x01 })]
    [InlineData(5, ElementType.Int8, new sbyte[] { -16, 15 }, new byte[] { 0xF0, 0x0F })]
    public void TheFirstElementLiesInTheLowestBits(int bits, ElementType type, sbyte[] integers, byte[] expected)
    {
        var packed = WeightContainer.Pack(ConstantTensor.Of(integers, integers.Length), bits);

        Assert.Equal(type, packed.Element);
        Assert.Equal([integers.Length], packed.Dims);
        Assert.Equal(expected, packed.Bytes.ToArray());
    }

    [Fact]
    public void WhatAReductionNeedsMovesToItsInputsForInt4()
    {
        var node = new Node("mean", "ReduceMean", "", ["x"], ["y"], new Dictionary<string, AttributeValue> { ["axes"] = new AttributeValue.Ints([2, 3]) });
        var split = new Node("split", "Split", "", ["y"], ["a", "b"], new Dictionary<string, AttributeValue> { ["axis"] = new AttributeValue.Int(1) });
        var x = new ValueInfo("x", new TensorType(ElementType.Float32, [1, 4, 2, 2]));
        var graph = new Graph("g", [x], [new ValueInfo("a", x.Type), new ValueInfo("b", x.Type)], [node, split], new Dictionary<string, ConstantTensor>());
        var model = new Model(8, new Dictionary<string, long> { [""] = 13 }, ("test", "1"), new Dictionary<string, string>(), "", graph);

        var upgraded = OpsetUpgrade.To(model, 21);

        Assert.Equal((21, 10), (upgraded.Opset, upgraded.IrVersion));
        Assert.Equal([2, 3], upgraded.Graph.Constant(upgraded.Graph.Nodes[0].Inputs[1])!.AsSpan<long>().ToArray());
        Assert.Empty(upgraded.Graph.Nodes[0].Attributes);
        Assert.Equal(2, upgraded.Graph.Nodes[1].Int("num_outputs", 0));
        Assert.Equal(model, OpsetUpgrade.ToPerChannel(model));
    }
}
