using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery.Spatial;

/// <summary>Parts of constants.</summary>
internal static class TensorSlices
{
    /// <summary>The tensor of the entries <paramref name="indices"/> along <paramref name="axis"/>, in their order.</summary>
    public static ConstantTensor Take(this ConstantTensor tensor, int axis, ReadOnlySpan<int> indices)
    {
        var dims = tensor.Dims.ToArray();
        var inner = tensor.Element.Bits() / 8 * (int)dims.Skip(axis + 1).Aggregate(1L, (a, b) => a * b);
        var outer = (int)dims.Take(axis).Aggregate(1L, (a, b) => a * b);
        var source = tensor.Bytes.Span;
        var size = (int)dims[axis];
        var bytes = new byte[(long)outer * indices.Length * inner];
        for (int o = 0, at = 0; o < outer; o++)
        {
            foreach (var index in indices)
            {
                source.Slice((o * size + index) * inner, inner).CopyTo(bytes.AsSpan(at));
                at += inner;
            }
        }

        dims[axis] = indices.Length;
        return tensor with { Dims = dims, Bytes = bytes };
    }

    /// <summary>The part of a kernel <c>[outC, inC/groups, kernel…]</c> inside <paramref name="window"/>.</summary>
    public static ConstantTensor Take(this ConstantTensor weight, KernelWindow window)
    {
        for (var axis = 0; axis < window.Begin.Count; axis++)
        {
            if (window.Sizes[axis] < weight.Dims[axis + 2])
                weight = weight.Take(axis + 2, [.. Enumerable.Range(window.Begin[axis], (int)window.Sizes[axis])]);
        }

        return weight;
    }
}
