namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Reductions: reduced axes become 1 or vanish; axes by attribute at first, later (Sum from 13, others from 18) by input; none means all.</summary>
internal sealed class ReduceRule : ShapeRule
{
    public override IReadOnlyList<string> Operators =>
    [
        "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp",
        "ReduceSumSquare",
    ];

    public override void Infer(NodeInference node)
    {
        var axes = node.List("axes", 1);
        if (node.Shape(0) is not { } input || (axes is null && node.Node.Input(1) is not null))
        {
            node.Output(null);
            return;
        }

        var keep = node.Node.Int("keepdims", 1) != 0;
        var nothing = axes is null or { Count: 0 } && node.Node.Int("noop_with_empty_axes", 0) != 0;
        var reduced = axes is null or { Count: 0 }
            ? [.. Enumerable.Range(0, nothing ? 0 : input.Count)]
            : axes.Select(axis => Dimensions.Axis(axis, input.Count) ?? -1).ToHashSet();
        node.Output([.. input.Select((size, axis) => reduced.Contains(axis) ? 1 : size).Where((_, axis) => keep || !reduced.Contains(axis))]);

        if (node.Node.OpType == "ReduceProd" && node.Value(0) is { Dims.Count: 1 } value && reduced.Contains(0))
            node.OutputValue(new ShapeValue(value.Element, keep ? [1] : [], [Dimensions.Product(value.Elements)]));
    }
}
