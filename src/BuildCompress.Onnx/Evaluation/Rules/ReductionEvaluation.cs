using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Evaluation.Rules;

/// <summary>Reductions over some axes or, when none are named, all.</summary>
internal sealed class ReductionEvaluation : EvaluationRule
{
    public override IReadOnlyList<string> Operators => ["ReduceL1", "ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum", "ReduceSumSquare"];

    public override long[]? Shape(Node node, IReadOnlyList<ConstantTensor> inputs)
    {
        if (Reduced(node, inputs) is not { } reduced)
            return null;
        var kept = inputs[0].Dims.Select((size, axis) => reduced[axis] ? 1 : size);
        return [.. node.Int("keepdims", 1) != 0 ? kept : inputs[0].Dims.Where((_, axis) => !reduced[axis])];
    }

    public override void Evaluate(Node node, IReadOnlyList<ConstantTensor> inputs, IReadOnlyList<long> shape, Span<float> result)
    {
        var reduced = Reduced(node, inputs)!;
        var source = inputs[0].AsSpan<float>();
        var targets = Broadcasting.Indices([.. inputs[0].Dims.Select((size, axis) => reduced[axis] ? 1 : size)], inputs[0].Dims);
        var sums = new double[result.Length];
        Array.Fill(sums, node.OpType switch { "ReduceMax" => double.NegativeInfinity, "ReduceMin" => double.PositiveInfinity, _ => 0 });
        for (var i = 0; i < source.Length; i++)
        {
            ref var sum = ref sums[targets[i]];
            double x = source[i];
            sum = node.OpType switch
            {
                "ReduceL1" => sum + Math.Abs(x),
                "ReduceL2" or "ReduceSumSquare" => sum + (x * x),
                "ReduceMax" => Math.Max(sum, x),
                "ReduceMin" => Math.Min(sum, x),
                _ => sum + x,
            };
        }

        var count = source.Length / result.Length;
        for (var i = 0; i < sums.Length; i++)
            result[i] = (float)(node.OpType switch { "ReduceL2" => Math.Sqrt(sums[i]), "ReduceMean" => sums[i] / count, _ => sums[i] });
    }

    /// <summary>Whether each axis is reduced; null when that is not known.</summary>
    private static bool[]? Reduced(Node node, IReadOnlyList<ConstantTensor> inputs)
    {
        var rank = inputs[0].Dims.Count;
        var given = node.Ints("axes") ?? (inputs.Count > 1 && inputs[1].Element == ElementType.Int64 ? inputs[1].AsSpan<long>().ToArray() : null);
        var reduced = new bool[rank];
        if (given is null or { Count: 0 })
        {
            Array.Fill(reduced, node.Int("noop_with_empty_axes", 0) == 0);
            return inputs.Count == 1 ? reduced : null;
        }

        foreach (var axis in given)
        {
            var at = axis < 0 ? axis + rank : axis;
            if (at < 0 || at >= rank)
                return null;
            reduced[at] = true;
        }

        return reduced;
    }
}
