using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Onnx.Surgery.Spatial;

/// <summary>Where the kernel of a Conv meets its input, with the padding of <c>auto_pad</c> worked out.</summary>
/// <param name="Kernel">Size by axis.</param>
/// <param name="Strides">Step by axis.</param>
/// <param name="Dilations">Distance of positions by axis.</param>
/// <param name="Before">Padding before, by axis.</param>
/// <param name="After">Padding after, by axis.</param>
/// <param name="Sizes">Size of the input by axis; null where it is not known.</param>
internal sealed record ConvGeometry(
    IReadOnlyList<int> Kernel, IReadOnlyList<long> Strides, IReadOnlyList<long> Dilations, IReadOnlyList<long> Before, IReadOnlyList<long> After,
    IReadOnlyList<long?> Sizes)
{
    /// <summary>The geometry of <paramref name="conv"/>; null when its attributes contradict each other or its padding depends on a size that is not known.</summary>
    public static ConvGeometry? Of(Node conv, ConstantTensor weight, InferredTypes types)
    {
        if (SlidingWindow.Of(conv, [.. weight.Dims.Skip(2)]) is not { } window || !window.Kernel.SequenceEqual(weight.Dims.Skip(2)))
            return null;
        var axes = window.Kernel.Count;
        var (before, after, sizes) = (new long[axes], new long[axes], new long?[axes]);
        for (var axis = 0; axis < axes; axis++)
        {
            var extent = ((window.Kernel[axis] - 1) * window.Dilations[axis]) + 1;
            var size = sizes[axis] = types.Dim(conv.Inputs[0], axis + 2);
            if (window.AutoPad.StartsWith("SAME", StringComparison.Ordinal))
            {
                if (size is null && window.Strides[axis] > 1)
                    return null;
                var beyond = size is null ? extent - 1 : ((size.Value - 1) / window.Strides[axis] * window.Strides[axis]) + extent - size.Value;
                var total = Math.Max(0, beyond);
                before[axis] = window.AutoPad == "SAME_UPPER" ? total / 2 : total - (total / 2);
                after[axis] = total - before[axis];
            }
            else if (window.AutoPad != "VALID")
            {
                (before[axis], after[axis]) = (window.Pads[axis], window.Pads[axis + axes]);
            }
        }

        return new([.. window.Kernel.Select(k => (int)k)], window.Strides, window.Dilations, before, after, sizes);
    }

    /// <summary>
    /// The padding with which <paramref name="window"/> alone meets the input where it did as part of the kernel: before every axis, then after.
    /// Negative where the input must be cropped; null when that could take more than all of it.
    /// </summary>
    public long[]? PadsOf(KernelWindow window)
    {
        var axes = Kernel.Count;
        var pads = new long[2 * axes];
        for (var axis = 0; axis < axes; axis++)
        {
            pads[axis] = Before[axis] - (window.Begin[axis] * Dilations[axis]);
            pads[axis + axes] = After[axis] - ((Kernel[axis] - window.End[axis]) * Dilations[axis]);
            if (pads[axis + axes] < 0)
                pads[axis + axes] = Math.Min(0, pads[axis + axes] + Spare(axis));
            var cropped = Math.Max(0, -pads[axis]) + Math.Max(0, -pads[axis + axes]);

            // A kernel that fits into its input without padding leaves something of it.
            if (cropped > 0 && cropped >= (Sizes[axis] ?? (Before[axis] + After[axis] == 0 ? long.MaxValue : 0)))
                return null;
        }

        return pads;
    }

    /// <summary>How much more padding after would add no output.</summary>
    private long Spare(int axis)
    {
        var extent = ((Kernel[axis] - 1) * Dilations[axis]) + 1;
        return Sizes[axis] is { } size ? Strides[axis] - 1 - ((size + Before[axis] + After[axis] - extent) % Strides[axis]) : 0;
    }
}
