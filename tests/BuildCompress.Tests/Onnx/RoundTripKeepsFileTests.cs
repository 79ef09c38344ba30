using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Tests.Onnx;

/// <summary>What a file says is in the rewritten file too, compared field by field on the wire. Left out on purpose: types of inner values.</summary>
public sealed class RoundTripKeepsFileTests
{
    private const int Attribute = 5, ValueInfo = 13, TypedData = 4, TypedInts = 5, TypedLongs = 7, RawData = 9;

    [Fact]
    public void EveryModelKeepsItsNamesVersionsMetadataAndConstants()
    {
        if (SharedData.IsMissing)
            return;
        foreach (var path in SharedData.Models())
            AssertKept(File.ReadAllBytes(path));
    }

    [Fact]
    public void WhatOnlyPeopleReadIsKept()
    {
        var file = SmallModels.Model(graph =>
        {
            graph.Text(10, "about the graph");
            var node = SmallModels.Node("Relu", "x", "y");
            node.Text(6, "about the node");
            node.Text(3, "activation");
            graph.Message(Fields.Graph.Node, node);
            graph.Message(Fields.Graph.Initializer, SmallModels.Tensor("w", ElementType.Int8, [1], tensor =>
            {
                tensor.Bytes(Fields.Tensor.RawData, new byte[] { 7 });
                tensor.Text(12, "about the tensor");
            }));
            foreach (var name in new[] { "x", "w" })
            {
                var value = SmallModels.Value(name);
                value.Text(3, $"about {name}");
                graph.Message(Fields.Graph.Input, value);
            }

            graph.Message(Fields.Graph.Output, SmallModels.Value("y"));
        });

        var rewritten = new WireMessage(AssertKept(file)).Messages(Fields.Model.Graph)[0];

        Assert.Contains("about x", rewritten.Messages(Fields.Graph.Input)[0].Texts(3));
        Assert.Equal(["x", "w"], rewritten.Messages(Fields.Graph.Input).Select(input => input.Texts(1)[0]));
    }

    private static byte[] AssertKept(byte[] file)
    {
        var rewritten = OnnxFile.ToBytes(OnnxFile.Parse(file));
        var (before, after) = (new WireMessage(file), new WireMessage(rewritten));
        Assert.Equal(before.Except(Fields.Model.Graph, Fields.Model.OpsetImport), after.Except(Fields.Model.Graph, Fields.Model.OpsetImport));
        Assert.Equal(Opsets(before), Opsets(after));
        AssertGraphKept(before.Messages(Fields.Model.Graph)[0], after.Messages(Fields.Model.Graph)[0]);
        return rewritten;
    }

    private static void AssertGraphKept(WireMessage before, WireMessage after)
    {
        int[] compared = [Fields.Graph.Node, Fields.Graph.Initializer, Fields.Graph.Input, ValueInfo];
        Assert.Equal(before.Except(compared), after.Except(compared));

        // Inputs that are initializers come last.
        Assert.Equal(Names(before, Fields.Graph.Input, 1).Order(), Names(after, Fields.Graph.Input, 1).Order());
        Assert.Equal(before.Messages(Fields.Graph.Input)[0].Except(), after.Messages(Fields.Graph.Input)[0].Except());
        Assert.Equal(Names(before, Fields.Graph.Initializer, Fields.Tensor.Name), Names(after, Fields.Graph.Initializer, Fields.Tensor.Name));
        foreach (var (tensor, again) in before.Messages(Fields.Graph.Initializer).Zip(after.Messages(Fields.Graph.Initializer)))
        {
            // Sizes may be packed or not; typed numbers become raw ones.
            int[] recoded = [Fields.Tensor.Dims, TypedData, TypedInts, TypedLongs, RawData];
            Assert.Equal(tensor.Except(recoded), again.Except(recoded));
            Assert.True(tensor[RawData].Count == 0 || tensor[RawData][0].AsSpan().SequenceEqual(again[RawData][0]));
        }

        foreach (var (node, again) in before.Messages(Fields.Graph.Node).Zip(after.Messages(Fields.Graph.Node), (a, b) => (a, b)))
        {
            Assert.Equal(node.Except(Attribute), again.Except(Attribute));
            Assert.Equal(Names(node, Attribute, 1), Names(again, Attribute, 1));
        }
    }

    // The standard domain has two names.
    private static IEnumerable<string> Opsets(WireMessage model) => model.Messages(Fields.Model.OpsetImport).Select(
        opset => $"{string.Concat(opset.Texts(1)).Replace("ai.onnx", "", StringComparison.Ordinal)} {Convert.ToHexString(opset[2][0])}");

    private static IEnumerable<string> Names(WireMessage message, int field, int name) => message.Messages(field).Select(m => m.Texts(name)[0]);
}
