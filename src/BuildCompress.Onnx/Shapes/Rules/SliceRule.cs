using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Slice: starts, ends and axes as attributes before operator set 10, then as inputs, together with steps.</summary>
internal sealed class SliceRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Slice"];

    public override void Infer(NodeInference node)
    {
        if (node.Shape(0) is not { } input)
        {
            node.Output(null);
            return;
        }

        var starts = Elements(node, "starts", 1);
        var ends = Elements(node, "ends", 2);
        var axes = node.List("axes", 3) ?? (node.Node.Input(3) is null && starts is not null ? [.. starts.Select((_, i) => (long)i)] : null);
        var steps = node.Node.Input(4) is null ? [.. Enumerable.Repeat(1L, axes?.Count ?? 0)] : node.Numbers(4);
        if (axes is null || steps is null || starts?.Count != axes.Count || ends?.Count != axes.Count || steps.Count != axes.Count)
        {
            node.Output(new Dimension[input.Count]);
            return;
        }

        Dimension[] output = [.. input];
        for (var i = 0; i < axes.Count; i++)
        {
            if (Dimensions.Axis(axes[i], input.Count) is { } axis)
                output[axis] = SliceRange.Of(input[axis], starts[i], ends[i], steps[i])?.Count ?? Whole(input[axis], starts[i], ends[i], steps[i]);
        }

        node.Output(output);
        Evaluate(node, starts, ends, axes, steps);
    }

    private static IReadOnlyList<Dimension>? Elements(NodeInference node, string attribute, int input) =>
        node.Node.Ints(attribute) is { } list ? [.. list.Select(item => (Dimension)item)] : node.Value(input)?.Elements;

    // 0..max keeps an axis of any size; so does 0..symbol.
    private static Dimension Whole(Dimension size, Dimension start, Dimension end, long step) =>
        start.Value == 0 && step == 1 && (end.Value >= int.MaxValue || end == size) ? size : Dimension.Unknown;

    private static void Evaluate(
        NodeInference node, IReadOnlyList<Dimension> starts, IReadOnlyList<Dimension> ends, IReadOnlyList<long> axes, IReadOnlyList<long> steps)
    {
        if (node.Value(0) is not { } value || axes.Count != 1 || Dimensions.Axis(axes[0], value.Dims.Count) is not { } axis
            || SliceRange.Of(value.Dims[axis], starts[0], ends[0], steps[0]) is not { } range)
            return;
        var inner = value.Dims.Skip(axis + 1).Aggregate(1L, (product, dim) => product * dim);
        List<Dimension> kept = [];
        for (var outer = 0L; outer < value.Dims.Take(axis).Aggregate(1L, (product, dim) => product * dim); outer++)
        {
            foreach (var index in range.Indices())
            {
                for (var i = 0L; i < inner; i++)
                    kept.Add(value.Elements[(int)((((outer * value.Dims[axis]) + index) * inner) + i)]);
            }
        }

        var dims = value.Dims.ToArray();
        dims[axis] = range.Count;
        node.OutputValue(new ShapeValue(value.Element, dims, kept));
    }
}
