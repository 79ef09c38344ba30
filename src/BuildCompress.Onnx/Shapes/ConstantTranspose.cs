using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes;

/// <summary>Transposes a constant in advance, e.g. the weight of a linear layer that was exported as Transpose and MatMul.</summary>
internal static class ConstantTranspose
{
    /// <summary>The tensor whose axis k is axis <c>permutation[k]</c> of <paramref name="tensor"/>; null permutation reverses the axes.</summary>
    /// <returns>Null when elements are packed or the permutation is none.</returns>
    public static ConstantTensor? Apply(ConstantTensor tensor, IReadOnlyList<long>? permutation)
    {
        var rank = tensor.Dims.Count;
        permutation ??= [.. Enumerable.Range(0, rank).Reverse().Select(axis => (long)axis)];
        var size = tensor.Element.Bits() / 8;
        if (size == 0 || !permutation.Order().SequenceEqual(Enumerable.Range(0, rank).Select(axis => (long)axis)))
            return null;
        var strides = new long[rank];
        for (var (axis, stride) = (rank - 1, 1L); axis >= 0; stride *= tensor.Dims[axis--])
            strides[axis] = stride;

        var dims = permutation.Select(axis => tensor.Dims[(int)axis]).ToArray();
        var steps = permutation.Select(axis => strides[(int)axis]).ToArray();
        var source = tensor.Bytes.Span;
        var result = new byte[source.Length];
        for (var target = 0; target < result.Length / size; target++)
        {
            long rest = target, from = 0;
            for (var axis = rank - 1; axis >= 0; axis--)
            {
                from += rest % dims[axis] * steps[axis];
                rest /= dims[axis];
            }

            source.Slice((int)from * size, size).CopyTo(result.AsSpan(target * size));
        }

        return tensor with { Dims = dims, Bytes = result };
    }
}
