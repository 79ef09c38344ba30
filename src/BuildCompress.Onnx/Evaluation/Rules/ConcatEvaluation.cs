using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Evaluation.Rules;

/// <summary>Concat: tensors one after another along an axis.</summary>
internal sealed class ConcatEvaluation : EvaluationRule
{
    public override IReadOnlyList<string> Operators => ["Concat"];

    public override long[]? Shape(Node node, IReadOnlyList<ConstantTensor> inputs)
    {
        var dims = inputs[0].Dims.ToArray();
        if (Axis(node, dims.Length) is not { } axis)
            return null;
        foreach (var input in inputs.Skip(1))
        {
            if (input.Element != ElementType.Float32 || input.Dims.Count != dims.Length
                || Enumerable.Range(0, dims.Length).Any(k => k != axis && input.Dims[k] != dims[k]))
                return null;
            dims[axis] += input.Dims[axis];
        }

        return dims;
    }

    public override void Evaluate(Node node, IReadOnlyList<ConstantTensor> inputs, IReadOnlyList<long> shape, Span<float> result)
    {
        var axis = Axis(node, shape.Count)!.Value;
        var rows = shape.Take(axis).Aggregate(1L, (a, b) => a * b);
        var at = 0;
        for (var row = 0; row < rows; row++)
        {
            foreach (var input in inputs)
            {
                var run = (int)(input.Count / rows);
                input.AsSpan<float>().Slice(row * run, run).CopyTo(result[at..]);
                at += run;
            }
        }
    }

    private static int? Axis(Node node, int rank)
    {
        var axis = node.Int("axis", 0);
        axis = axis < 0 ? axis + rank : axis;
        return axis >= 0 && axis < rank ? (int)axis : null;
    }
}
