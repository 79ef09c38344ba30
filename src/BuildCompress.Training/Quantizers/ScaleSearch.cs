using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Training.Quantizers;

/// <summary>Chooses grids: with the least squared error among ranges from the full one down to a fifth of it, or by the range alone.</summary>
internal static class ScaleSearch
{
    private const int Candidates = 80;
    private const float Smallest = 1e-8f;

    // A channel whose weights are all smaller counts as zero: the bias is an int32 multiple of input scale * weight scale, and would overflow.
    private const float ZeroBelow = 1e-5f;

    // Any scale holds a channel of zeros; this one is neither coarse for its bias nor lets that overflow.
    private const float ZeroChannel = 1e-3f;

    /// <summary>The grid for an activation with the least squared error.</summary>
    public static AffineScale Activation(ValueHistogram values, ActivationScale rule)
    {
        var (low, high) = (rule.NonNegative ? 0 : Math.Min(values.Min, 0), Math.Max(values.Max, 0));
        if (low == 0 && high == 0)
            return OfZeros(rule);
        var (best, least) = (default(AffineScale), double.PositiveInfinity);
        for (var k = 0; k < Candidates; k++)
        {
            var share = 1 - (0.01f * k);
            var grid = Spanning(low * share, high * share, rule);
            var error = values.SquaredError(grid);
            if (error < least)
                (best, least) = (grid, error);
        }

        return best;
    }

    /// <summary>The grid for an activation that spans all but the outer values.</summary>
    /// <param name="values">What was seen.</param>
    /// <param name="rule">What the runtime demands.</param>
    /// <param name="share">Share of the values below its upper end, and of those above its lower end; 1 for all.</param>
    public static AffineScale Range(ValueHistogram values, ActivationScale rule, double share)
    {
        var low = rule.NonNegative ? 0 : Math.Min(values.Quantile(1 - share), 0);
        var high = Math.Max(values.Quantile(share), 0);
        return low == 0 && high == 0 ? OfZeros(rule) : Spanning(low, high, rule);
    }

    /// <summary>The step with the least squared error for weights that share it.</summary>
    public static float Weight(ReadOnlySpan<float> weights, WeightGrid grid)
    {
        var largest = Largest(weights);
        if (largest < ZeroBelow)
            return ZeroChannel;
        var (best, least) = (0f, double.PositiveInfinity);
        for (var k = 0; k < Candidates; k++)
        {
            var scale = Math.Max(largest * (1 - (0.01f * k)) / grid.High, Smallest);
            double error = 0;
            foreach (var weight in weights)
            {
                var rounded = MathF.Round(Math.Clamp(weight / scale, grid.Low, grid.High)) * scale;
                error += (double)(weight - rounded) * (weight - rounded);
            }

            if (error < least)
                (best, least) = (scale, error);
        }

        return best;
    }

    /// <summary>The step at which the largest of the weights that share it is the end of the grid.</summary>
    public static float Extremes(ReadOnlySpan<float> weights, WeightGrid grid) =>
        Largest(weights) is >= ZeroBelow and var largest ? largest / grid.High : ZeroChannel;

    /// <summary>The largest float scale with <c>scale * highest &lt;= bound</c>.</summary>
    public static float LargestWithin(float bound, int highest)
    {
        var scale = bound / highest;
        while (scale * highest > bound)
            scale = MathF.BitDecrement(scale);
        return scale;
    }

    private static AffineScale Spanning(float low, float high, ActivationScale rule)
    {
        var scale = Math.Max((high - low) / rule.Highest, Smallest);
        if (rule.UpperBound is { } bound)
            scale = Math.Min(scale, LargestWithin(bound, rule.Highest));
        return new AffineScale(scale, (byte)Math.Clamp(MathF.Round(-low / scale), 0, rule.Highest)) { High = (byte)rule.Highest };
    }

    private static AffineScale OfZeros(ActivationScale rule) =>
        new(rule.UpperBound is { } most ? LargestWithin(most, rule.Highest) : 1, 0) { High = (byte)rule.Highest };

    private static float Largest(ReadOnlySpan<float> weights)
    {
        var largest = 0f;
        foreach (var weight in weights)
            largest = Math.Max(largest, Math.Abs(weight));
        return largest;
    }
}
