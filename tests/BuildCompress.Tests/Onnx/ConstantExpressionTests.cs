using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Tests.Coupling;

namespace BuildCompress.Tests.Onnx;

/// <summary>Weights that a graph computes from constants are computed once and for all.</summary>
public sealed class ConstantExpressionTests
{
    private static readonly AttributeValue.Ints AllButFirst = new([1, 2, 3]);

    /// <summary>Weight normalisation: w = g * v / |v|, |v| per output channel.</summary>
    [Fact]
    public void ANormalisedWeightBecomesAWeight()
    {
        var net = new SmallNetwork();
        var v = net.Floats("v", [2, 2, 1, 1], 3, 4, 6, 8);
        var unit = net.Add("Div", "unit", [v, net.Add("ReduceL2", "length", [v], ("axes", AllButFirst))]);
        var weight = net.Add("Mul", "scaled", [unit, net.Floats("g", [2, 1, 1, 1], 10, 5)]);
        var graph = Fold(net, net.Add("Conv", "conv", [net.Conv("stem", "image", 2, 3), weight]));
        Assert.Equal(["Conv", "Conv"], graph.Nodes.Select(n => n.OpType));
        Assert.Equal([6f, 8, 3, 4], graph.Constant("scaled_out")!.AsSpan<float>().ToArray());
        Assert.DoesNotContain("v", graph.Initializers.Keys);
    }

    /// <summary>Weight standardisation, and a reduction that drops its axes.</summary>
    [Fact]
    public void AMeanIsTakenOffAWeight()
    {
        var net = new SmallNetwork();
        var w = net.Floats("w", [2, 2, 1, 1], 1, 3, 5, 11);
        var mean = net.Add("ReduceMean", "mean", [w], ("axes", AllButFirst), ("keepdims", new AttributeValue.Int(0)));
        var column = net.Add("Unsqueeze", "column", [mean, net.Numbers("axes", 1, 2, 3)]);
        var graph = Fold(net, net.Add("Conv", "conv", [net.Conv("stem", "image", 2, 3), net.Add("Sub", "centred", [w, column])]));
        Assert.Equal([-1f, 1, -3, 3], graph.Constant("centred_out")!.AsSpan<float>().ToArray());
    }

    /// <summary>Spectral normalisation: w / (u' W v), with W read twice: once as a matrix.</summary>
    [Fact]
    public void AMatrixNormIsComputedThroughAReshapeOfASharedWeight()
    {
        var net = new SmallNetwork();
        var w = net.Floats("w", [2, 2, 1, 1], 1, 2, 3, 4);
        var matrix = net.Add("Reshape", "matrix", [w, net.Numbers("shape", 2, 2)]);
        var wv = net.Add("MatMul", "wv", [matrix, net.Floats("v", [2, 1], 1, 1)]);
        var norm = net.Add("MatMul", "norm", [net.Floats("u", [1, 2], 1, 1), wv]);
        var graph = Fold(net, net.Add("Conv", "conv", [net.Conv("stem", "image", 2, 3), net.Add("Div", "normed", [w, norm])]));
        Assert.Equal(["Conv", "Conv"], graph.Nodes.Select(n => n.OpType));
        Assert.Equal([0.1f, 0.2f, 0.3f, 0.4f], graph.Constant("normed_out")!.AsSpan<float>().ToArray());
    }

    [Fact]
    public void KernelsAreStackedAndRepeated()
    {
        var net = new SmallNetwork();
        var pair = net.Add("Concat", "pair", [net.Floats("a", [1, 1, 1, 1], 2), net.Floats("b", [1, 1, 1, 1], 7)], ("axis", new AttributeValue.Int(0)));
        var wide = net.Add("Expand", "wide", [pair, net.Numbers("to", 2, 3, 1, 1)]);
        var graph = Fold(net, net.Add("Conv", "conv", ["image", wide]));
        Assert.Equal([2f, 2, 2, 7, 7, 7], graph.Constant("wide_out")!.AsSpan<float>().ToArray());
    }

    /// <summary>A few numbers in a file must not become gigabytes in memory.</summary>
    [Fact]
    public void WhatWouldNotFitStaysInTheGraph()
    {
        var net = new SmallNetwork();
        var huge = net.Add("Expand", "huge", [net.Floats("one", [1, 1, 1, 1], 1), net.Numbers("to", 1 << 15, 1 << 15, 1, 1)]);
        var graph = Fold(net, net.Add("Conv", "conv", ["image", huge]));
        Assert.Contains(graph.Nodes, n => n.OpType == "Expand");
    }

    private static Graph Fold(SmallNetwork net, string output) => ConstantFolding.Fold(net.Build(output)).Graph;
}
