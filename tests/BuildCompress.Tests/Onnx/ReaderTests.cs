using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Tests.Onnx;

public sealed class ReaderTests
{
    [Fact]
    public void TypedFieldsBecomePlainElements()
    {
        var graph = OnnxFile.Parse(SmallModels.WithTypedData()).Graph;

        Assert.Equal([1f, 2f], graph.Initializers["floats"].AsSpan<float>());
        Assert.Equal([-5, long.MaxValue], graph.Initializers["longs"].AsSpan<long>());
        Assert.Equal([1, -1, -128], graph.Initializers["bytes"].AsSpan<sbyte>().ToArray());
        Assert.Equal(0, graph.Initializers["empty"].Bytes.Length);
    }

    [Fact]
    public void StringsSurviveTheRoundTrip()
    {
        var model = OnnxFile.Parse(SmallModels.WithTypedData());

        ModelAssert.Equal(model, OnnxFile.Parse(OnnxFile.ToBytes(model)));
    }

    [Fact]
    public void AnInitializerListedAsInputIsNoInput() =>
        Assert.Empty(OnnxFile.Parse(SmallModels.WithTypedData()).Graph.Inputs);

    [Fact]
    public void NodesAreSortedSeenThroughSubgraphs()
    {
        var graph = OnnxFile.Parse(SmallModels.WithSubgraph()).Graph;

        Assert.Equal(["Identity", "If"], graph.Nodes.Select(node => node.OpType));
        Assert.Equal(["late"], graph.Nodes[1].ImplicitInputs);
        Assert.Equal("If", Assert.Single(graph.Consumers("late")).OpType);
    }

    [Fact]
    public void WhatAnOpaqueNodeProducesKeepsItsDeclaredType() =>
        Assert.Equal("y", Assert.Single(OnnxFile.Parse(SmallModels.WithSubgraph()).Graph.OpaqueValues).Name);

    [Fact]
    public void ACycleIsNamedByItsNode()
    {
        var file = SmallModels.Model(graph =>
        {
            graph.Message(Fields.Graph.Node, SmallModels.Node("Relu", "b", "a"));
            graph.Message(Fields.Graph.Node, SmallModels.Node("Relu", "a", "b"));
        });

        Refused("BCMP2005", file, "cycle");
    }

    [Fact]
    public void AValueProducedTwiceIsRefused()
    {
        var file = SmallModels.Model(graph =>
        {
            graph.Message(Fields.Graph.Input, SmallModels.Value("x"));
            graph.Message(Fields.Graph.Node, SmallModels.Node("Relu", "x", "y"));
            graph.Message(Fields.Graph.Node, SmallModels.Node("Relu", "x", "y"));
        });

        Refused("BCMP2005", file, "'y'");
    }

    [Fact]
    public void AValueThatNothingProducesIsRefused() =>
        Refused("BCMP2005", SmallModels.Model(graph => graph.Message(Fields.Graph.Node, SmallModels.Node("Relu", "ghost", "y"))), "'ghost'");

    [Theory]
    [InlineData(-1L)]
    [InlineData(2_147_483_647L)]
    [InlineData(long.MaxValue)]
    public void AClaimOfMoreThanTheFileHoldsIsRefused(long dim)
    {
        var file = SmallModels.Model(graph =>
            graph.Message(Fields.Graph.Initializer, SmallModels.Tensor("w", ElementType.Float32, [dim, 2], t => t.Int64s(Fields.Tensor.Int32Data, [1]))));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Refused("BCMP2003", file, "'w'");

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void DeeplyNestedGraphsAreRefused()
    {
        var innermost = new ProtoWriter();
        for (var depth = 0; depth < 10_000; depth++)
        {
            var attribute = new ProtoWriter();
            attribute.Text(Fields.Attribute.Name, "body");
            var graph = new ProtoWriter();
            var node = SmallModels.Node("Loop", "", "");
            if (depth > 0)
                node.Message(Fields.Node.Attribute, innermost);
            graph.Message(Fields.Graph.Node, node);
            attribute.Bytes(Fields.Attribute.Graph, graph.ToMemory());
            innermost = new ProtoWriter();
            innermost.Raw(attribute.ToMemory());
        }

        var loop = SmallModels.Node("Loop", "", "y");
        loop.Message(Fields.Node.Attribute, innermost);
        Refused("BCMP2002", SmallModels.Model(graph => graph.Message(Fields.Graph.Node, loop)), "nested");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void ATruncatedFileIsRefused(int length) => Refused("BCMP2002", SmallModels.WithTypedData()[..length], "");

    private static void Refused(string id, byte[] file, string mentions)
    {
        var problem = Assert.Throws<DiagnosticException>(() => OnnxFile.Parse(file, "net.onnx"));

        var diagnostic = Assert.Single(problem.Diagnostics);
        Assert.Equal((id, "net.onnx"), (diagnostic.Id, diagnostic.Span!.File));
        Assert.Contains(mentions, diagnostic.Message);
    }
}
