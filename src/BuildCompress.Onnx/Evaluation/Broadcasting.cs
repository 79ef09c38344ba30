namespace BuildCompress.Onnx.Evaluation;

/// <summary>Tensors of several shapes read together, aligned at the last axis.</summary>
internal static class Broadcasting
{
    /// <summary>The common shape, or null when there is none.</summary>
    public static long[]? Shape(IReadOnlyList<long> a, IReadOnlyList<long> b)
    {
        var shape = new long[Math.Max(a.Count, b.Count)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var (x, y) = (i <= a.Count ? a[^i] : 1, i <= b.Count ? b[^i] : 1);
            if (x != y && x != 1 && y != 1)
                return null;
            shape[^i] = x == 1 ? y : x;
        }

        return shape;
    }

    /// <summary>For every element of <paramref name="shape"/>, row-major, the index of the element of <paramref name="dims"/> it reads.</summary>
    public static int[] Indices(IReadOnlyList<long> dims, IReadOnlyList<long> shape)
    {
        var rank = shape.Count;
        var steps = new int[rank];
        for (var (axis, stride) = (1, 1); axis <= dims.Count; stride *= (int)dims[^axis++])
            steps[rank - axis] = dims[^axis] == 1 ? 0 : stride;
        var indices = new int[shape.Aggregate(1L, (x, y) => x * y)];
        var at = new long[rank];
        for (var (i, index) = (0, 0); i < indices.Length; i++)
        {
            indices[i] = index;
            for (var axis = rank - 1; axis >= 0; axis--)
            {
                index += steps[axis];
                if (++at[axis] < shape[axis])
                    break;
                index -= steps[axis] * (int)shape[axis];
                at[axis] = 0;
            }
        }

        return indices;
    }
}
