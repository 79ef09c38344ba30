using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Where a Resize looks in its input, and how it weighs the pixels there. In float32 and in the runtime's order, so that ties fall alike.</summary>
internal sealed class Sampling
{
    private readonly string coordinates;
    private readonly string nearest;
    private readonly string mode;
    private readonly float cubic;
    private readonly bool excludeOutside;

    private Sampling(Node node, long opset)
    {
        mode = node.Text("mode", "nearest");
        coordinates = opset < 11 ? "asymmetric" : node.Text("coordinate_transformation_mode", "half_pixel");
        nearest = opset < 11 ? "simple" : node.Text("nearest_mode", "round_prefer_floor");
        cubic = node.Float("cubic_coeff_a", -0.75f);
        excludeOutside = node.Int("exclude_outside", 0) != 0;
    }

    /// <summary>Reads the attributes of a Resize or Upsample.</summary>
    /// <exception cref="Core.Diagnostics.DiagnosticException">A kind of resizing that is not supported.</exception>
    public static Sampling Of(Node node, long opset)
    {
        var sampling = new Sampling(node, opset);
        if (sampling.coordinates is not ("half_pixel" or "half_pixel_symmetric" or "pytorch_half_pixel" or "align_corners" or "asymmetric" or "tf_half_pixel_for_nn"))
            throw LoweringContext.Unsupported(node, $"its coordinate transformation '{sampling.coordinates}' is not supported");
        if (sampling.mode is not ("nearest" or "linear" or "cubic"))
            throw LoweringContext.Unsupported(node, $"its mode '{sampling.mode}' is not supported");
        if (node.Int("antialias", 0) != 0)
            throw LoweringContext.Unsupported(node, "antialiasing is not supported");
        return node.Text("keep_aspect_ratio_policy", "stretch") == "stretch" ? sampling
            : throw LoweringContext.Unsupported(node, "keeping the aspect ratio is not supported");
    }

    /// <summary>Row-major <c>[length, size]</c>: what each of <paramref name="length"/> outputs takes from each of <paramref name="size"/> inputs.</summary>
    public float[] Weights(int size, int length, float scale)
    {
        var weights = new float[length * size];
        for (var i = 0; i < length; i++)
        {
            var row = weights.AsSpan(i * size, size);
            var position = Position(i, size, length, scale);
            switch (mode)
            {
                case "nearest":
                    row[Math.Clamp(Nearest(position, scale), 0, size - 1)] = 1;
                    break;
                case "linear":
                    Linear(row, Math.Clamp(position, 0, size - 1));
                    break;
                default:
                    Cubic(row, position);
                    break;
            }
        }

        return weights;
    }

    private float Position(int output, int size, int length, float scale) => coordinates switch
    {
        "asymmetric" => output / scale,
        "tf_half_pixel_for_nn" => (output + 0.5f) / scale,
        "align_corners" => length == 1 ? 0 : (float)output * (size - 1) / (length - 1),
        "pytorch_half_pixel" when length <= 1 => 0,
        "half_pixel_symmetric" => ((output + 0.5f) / scale) - 0.5f + (size / 2f * (1 - (length / (scale * size)))),
        _ => ((output + 0.5f) / scale) - 0.5f,
    };

    private int Nearest(float position, float scale) => nearest switch
    {
        "floor" => (int)MathF.Floor(position),
        "ceil" => (int)MathF.Ceiling(position),
        "round_prefer_ceil" => (int)MathF.Floor(position + 0.5f),
        "simple" => scale < 1 ? (int)MathF.Ceiling(position) : (int)position,
        _ => (int)MathF.Ceiling(position - 0.5f),
    };

    private static void Linear(Span<float> row, float position)
    {
        var low = (int)position;
        row[low] = 1 - (position - low);
        if (low + 1 < row.Length)
            row[low + 1] = position - low;
    }

    // Keys' kernel over four pixels; those outside repeat the edge, or are left out and the others weigh more.
    private void Cubic(Span<float> row, float position)
    {
        var low = (int)MathF.Floor(position);
        var sum = 0f;
        for (var tap = low - 1; tap <= low + 2; tap++)
        {
            if (excludeOutside && (tap < 0 || tap >= row.Length))
                continue;
            var weight = Keys(MathF.Abs(position - tap));
            sum += weight;
            row[Math.Clamp(tap, 0, row.Length - 1)] += weight;
        }

        for (var i = 0; excludeOutside && i < row.Length; i++)
            row[i] /= sum;
    }

    // R. Keys, Cubic convolution interpolation for digital image processing, 1981, with a = cubic.
    private float Keys(float x) => x <= 1
        ? ((((cubic + 2) * x) - (cubic + 3)) * x * x) + 1
        : ((((cubic * x) - (5 * cubic)) * x) + (8 * cubic)) * x - (4 * cubic);
}
