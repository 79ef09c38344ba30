using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.IntegrationTests.Onnx;

/// <summary>
/// One network in the forms of operator sets 7 to 21: what was an attribute became an input at some version, and some operators
/// got another name or meaning.
/// </summary>
internal static class OpsetForms
{
    /// <summary>A chain over an input <c>x</c> of <c>[batch, 4, 9, 7]</c>.</summary>
    public static TestGraph Build(long opset)
    {
        var g = new TestGraph(3, new Dimension(null, "batch"), 4, 9, 7);
        g.Conv(4, 6, 3, ("pads", new long[] { 1, 1, 1, 1 })).BatchNorm(6);
        Pad(g, opset);
        Clip(g, opset);
        Slice(g, opset);
        Resize(g, opset);
        Split(g, opset);
        Dropout(g, opset);
        g.Then("PRelu", [g.Weight(0.3, 6, 1, 1)]);
        Reduce(g, opset);
        Axes(g, "Unsqueeze", opset, 2);
        Axes(g, "Squeeze", opset, 2);
        g.Then("Softmax", null, ("axis", 1));
        g.Then("Reshape", [g.Integers(0, -1)]).Then("Gemm", [g.Weight(0.3, 5, 60), g.Weight(0.3, 5)], ("transB", 1));
        return g;
    }

    private static void Pad(TestGraph g, long opset)
    {
        long[] all = [0, 0, 1, 0, 0, 0, 2, 1];
        if (opset < 11)
            g.Then("Pad", null, ("pads", all), ("value", 0.5f));
        else if (opset < 18)
            g.Then("Pad", [g.Integers(all), g.Constant(ConstantTensor.Of([0.5f]))]);
        else
            g.Then("Pad", [g.Integers(1, 0, 2, 1), g.Constant(ConstantTensor.Of([0.5f])), g.Integers(2, 3)]);
    }

    private static void Clip(TestGraph g, long opset)
    {
        if (opset < 11)
            g.Then("Clip", null, ("min", -0.7f), ("max", 0.9f));
        else
            g.Then("Clip", [g.Constant(ConstantTensor.Of([-0.7f])), g.Constant(ConstantTensor.Of([0.9f]))]);
    }

    private static void Slice(TestGraph g, long opset)
    {
        if (opset < 10)
            g.Then("Slice", null, ("starts", new long[] { 1, -6 }), ("ends", new long[] { 1000, -1 }), ("axes", new long[] { 2, 3 }));
        else
            g.Then("Slice", [g.Integers(1, -6), g.Integers(1000, -1), g.Integers(2, 3)]);
    }

    // [.., 11, 5] to [.., 22, 10]; since 11 the corners decide, since 18 axes are named.
    private static void Resize(TestGraph g, long opset)
    {
        float[] scales = [1, 1, 2, 2];
        if (opset < 9)
            g.Then("Upsample", null, ("mode", "nearest"), ("scales", scales));
        else if (opset < 11)
            g.Then(opset < 10 ? "Upsample" : "Resize", [g.Constant(ConstantTensor.Of(scales, 4))], ("mode", "linear"));
        else if (opset < 18)
            g.Then("Resize", [g.Weight(1, 0), g.Constant(ConstantTensor.Of(scales, 4))], ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel"));
        else
            g.Then("Resize", ["", g.Constant(ConstantTensor.Of([2f, 2], 2))], ("mode", "linear"), ("axes", new long[] { 2, 3 }));
    }

    private static void Split(TestGraph g, long opset)
    {
        if (opset < 13)
            g.SplitByAttribute(1, [2, 4]);
        else if (opset < 18)
            g.Split(1, [2, 4]);
        else
            g.Split(1, null, pieces: 2);
        g.Join("Concat", [g.Piece(1), g.Piece(0)], ("axis", 1));
    }

    private static void Dropout(TestGraph g, long opset)
    {
        if (opset < 12)
            g.Then("Dropout", null, ("ratio", 0.3f));
        else
            g.Then("Dropout", [g.Constant(ConstantTensor.Of([0.3f]))]);
    }

    // The mean over rows keeps them, the sum over them drops them: [batch, 6, 10].
    private static void Reduce(TestGraph g, long opset)
    {
        if (opset < 18)
            g.Then("ReduceMean", null, ("axes", new long[] { 2 }));
        else
            g.Then("ReduceMean", [g.Integers(2)]);
        if (opset < 13)
            g.Then("ReduceSum", null, ("axes", new long[] { 2 }), ("keepdims", 0));
        else
            g.Then("ReduceSum", [g.Integers(2)], ("keepdims", 0));
    }

    private static void Axes(TestGraph g, string op, long opset, long axis)
    {
        if (opset < 13)
            g.Then(op, null, ("axes", new[] { axis }));
        else
            g.Then(op, [g.Integers(axis)]);
    }
}
