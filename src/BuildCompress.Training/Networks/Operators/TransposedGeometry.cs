using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Strides and what is cut off the output of a two-dimensional transposed convolution.</summary>
internal sealed class TransposedGeometry
{
    private readonly long[] kernel;
    private readonly long[] pads;
    private readonly long[]? outputShape;
    private readonly string autoPad;

    private TransposedGeometry(Node node, long[] kernel)
    {
        this.kernel = kernel;
        Strides = node.Ints("strides")?.ToArray() ?? [1, 1];
        Dilations = node.Ints("dilations")?.ToArray() ?? [1, 1];
        OutputPadding = node.Ints("output_padding")?.ToArray() ?? [0, 0];
        pads = node.Ints("pads")?.ToArray() ?? [0, 0, 0, 0];
        outputShape = node.Ints("output_shape")?.TakeLast(2).ToArray();
        autoPad = node.Text("auto_pad", "NOTSET");
    }

    public long[] Strides { get; }

    public long[] Dilations { get; }

    /// <summary>Rows and columns added to the end of the output.</summary>
    public long[] OutputPadding { get; }

    /// <summary>Reads the attributes of <paramref name="node"/>.</summary>
    /// <param name="node">A ConvTranspose.</param>
    /// <param name="kernel">Kernel size where the attribute is absent.</param>
    public static TransposedGeometry Of(Node node, long[]? kernel)
    {
        var size = node.Ints("kernel_shape")?.ToArray() ?? kernel ?? [];
        return size.Length == 2 ? new TransposedGeometry(node, size)
            : throw LoweringContext.Unsupported(node, $"its kernel has {size.Length} dimensions, and 2 are supported");
    }

    /// <summary>What is cut off for an input: <c>[top, left, bottom, right]</c>. SAME makes the output stride times the input.</summary>
    public long[] PadsFor(Tensor input)
    {
        var same = autoPad is "SAME_UPPER" or "SAME_LOWER";
        if (outputShape is null && !same)
            return autoPad == "VALID" ? [0, 0, 0, 0] : pads;
        var result = new long[4];
        for (var axis = 0; axis < 2; axis++)
        {
            var size = input.shape[axis + 2];
            var full = ((size - 1) * Strides[axis]) + OutputPadding[axis] + ((kernel[axis] - 1) * Dilations[axis]) + 1;
            var total = Math.Max(0, full - (outputShape?[axis] ?? size * Strides[axis]));
            result[axis] = autoPad == "SAME_UPPER" ? total / 2 : total - (total / 2);
            result[axis + 2] = total - result[axis];
        }

        return result;
    }
}
