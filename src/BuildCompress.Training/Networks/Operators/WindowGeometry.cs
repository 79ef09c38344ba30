using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Kernel, stride, dilation and padding of a two-dimensional convolution or pooling.</summary>
internal sealed class WindowGeometry
{
    private readonly string autoPad;
    private readonly long[] pads;

    private WindowGeometry(long[] kernel, long[] strides, long[] dilations, long[] pads, string autoPad)
    {
        Kernel = kernel;
        Strides = strides;
        Dilations = dilations;
        this.pads = pads;
        this.autoPad = autoPad;
    }

    /// <summary><c>[kH, kW]</c>.</summary>
    public long[] Kernel { get; }

    public long[] Strides { get; }

    public long[] Dilations { get; }

    /// <summary>Reads the attributes of <paramref name="node"/>.</summary>
    /// <param name="node">A Conv or a pooling.</param>
    /// <param name="kernel">Kernel size where the attribute is absent.</param>
    public static WindowGeometry Of(Node node, long[]? kernel = null)
    {
        var size = node.Ints("kernel_shape")?.ToArray() ?? kernel ?? [];
        if (size.Length != 2)
            throw LoweringContext.Unsupported(node, $"its kernel has {size.Length} dimensions, and 2 are supported");
        return new WindowGeometry(
            size, node.Ints("strides")?.ToArray() ?? [1, 1], node.Ints("dilations")?.ToArray() ?? [1, 1],
            node.Ints("pads")?.ToArray() ?? [0, 0, 0, 0], node.Text("auto_pad", "NOTSET"));
    }

    /// <summary>Padding for an input: <c>[top, left, bottom, right]</c>.</summary>
    public long[] PadsFor(Tensor input) => autoPad switch
    {
        "SAME_UPPER" or "SAME_LOWER" => Same(input.shape),
        "VALID" => [0, 0, 0, 0],
        _ => pads,
    };

    /// <summary>True when both sides of each axis have the same padding, which libtorch's operators take as it is.</summary>
    public static bool IsSymmetric(long[] pads) => pads[0] == pads[2] && pads[1] == pads[3];

    /// <summary>Whether libtorch's poolings take the padding as it is: the same on both sides of an axis, at most half the kernel.</summary>
    public bool PoolTakes(long[] pads) => IsSymmetric(pads) && pads[0] <= Kernel[0] / 2 && pads[1] <= Kernel[1] / 2;

    /// <summary>What a pooling of the enlarged input has to hand out: not a last, partial window that begins behind the input and its leading padding.</summary>
    public Tensor Trim(Tensor pooled, long[] shape, long[] pads)
    {
        var trimmed = pooled.alias();
        for (var axis = 0; axis < 2; axis++)
        {
            var (size, extent) = (shape[axis + 2] + pads[axis], ((Kernel[axis] - 1) * Dilations[axis]) + 1);
            var whole = ((size + pads[axis + 2] - extent) / Strides[axis]) + 1;
            var begun = (size + Strides[axis] - 1) / Strides[axis];
            using var before = trimmed;
            trimmed = before.narrow(axis + 2, 0, Math.Min(before.shape[axis + 2], Math.Max(whole, begun)));
        }

        return trimmed;
    }

    /// <summary>The input enlarged by <paramref name="pads"/>.</summary>
    public static Tensor Enlarge(Tensor input, long[] pads, double value) =>
        nn.functional.pad(input, [pads[1], pads[3], pads[0], pads[2]], PaddingModes.Constant, value);

    /// <summary>The output has ceil(size / stride) positions; an odd cell goes to the end (upper) or the start (lower).</summary>
    private long[] Same(long[] shape)
    {
        var result = new long[4];
        for (var axis = 0; axis < 2; axis++)
        {
            var size = shape[axis + 2];
            var outputs = (size + Strides[axis] - 1) / Strides[axis];
            var total = Math.Max(0, ((outputs - 1) * Strides[axis]) + ((Kernel[axis] - 1) * Dilations[axis]) + 1 - size);
            var start = autoPad == "SAME_UPPER" ? total / 2 : total - (total / 2);
            result[axis] = start;
            result[axis + 2] = total - start;
        }

        return result;
    }
}
