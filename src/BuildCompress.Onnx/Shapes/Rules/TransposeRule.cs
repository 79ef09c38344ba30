using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Transpose: output axis i is input axis <c>perm[i]</c>; without <c>perm</c> the axes are reversed.</summary>
internal sealed class TransposeRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Transpose"];

    public override void Infer(NodeInference node)
    {
        var input = node.Shape(0);
        var perm = node.Node.Ints("perm") ?? (input is null ? null : [.. Enumerable.Range(0, input.Count).Reverse().Select(axis => (long)axis)]);
        if (input is null || perm is null || perm.Count != input.Count || !perm.Order().SequenceEqual(Enumerable.Range(0, input.Count).Select(axis => (long)axis)))
        {
            node.Output(null);
            return;
        }

        node.Output([.. perm.Select(axis => input[(int)axis])]);
        if (node.Value(0) is { } value)
            node.OutputValue(Transpose(value, perm));
    }

    private static ShapeValue Transpose(ShapeValue value, IReadOnlyList<long> perm)
    {
        var strides = new long[perm.Count];
        var stride = 1L;
        for (var axis = perm.Count - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= value.Dims[axis];
        }

        long[] dims = [.. perm.Select(axis => value.Dims[(int)axis])];
        var elements = new Dimension[value.Elements.Count];
        for (var i = 0; i < elements.Length; i++)
        {
            var (rest, source) = ((long)i, 0L);
            for (var axis = dims.Length - 1; axis >= 0; axis--)
            {
                source += rest % dims[axis] * strides[perm[axis]];
                rest /= dims[axis];
            }

            elements[i] = value.Elements[(int)source];
        }

        return new ShapeValue(value.Element, dims, elements);
    }
}
