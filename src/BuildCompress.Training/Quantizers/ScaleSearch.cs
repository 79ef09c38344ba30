using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Training.Quantizers;

/// <summary>Chooses the grid with the least mean squared error among ranges from the full one down to a fifth of it.</summary>
internal static class ScaleSearch
{
    private const int Candidates = 80;
    private const float Smallest = 1e-8f;

    // A channel whose weights are all smaller counts as zero: the bias is an int32 multiple of input scale * weight scale, and would overflow.
    private const float ZeroBelow = 1e-5f;

    // Any scale holds a channel of zeros; this one is neither coarse for its bias nor lets that overflow.
    private const float ZeroChannel = 1e-3f;

    /// <summary>The grid for an activation.</summary>
    public static AffineScale Activation(ValueHistogram values, ActivationScale rule)
    {
        var low = rule.NonNegative ? 0 : Math.Min(values.Min, 0);
        var high = Math.Max(values.Max, 0);
        if (low == 0 && high == 0)
            return new AffineScale(rule.UpperBound is { } most ? LargestWithin(most) : 1, 0);
        var (best, least) = (default(AffineScale), double.PositiveInfinity);
        for (var k = 0; k < Candidates; k++)
        {
            var share = 1 - (0.01f * k);
            var scale = Math.Max((high - low) * share / LsqQuantizer.ActivationBound, Smallest);
            if (rule.UpperBound is { } bound)
                scale = Math.Min(scale, LargestWithin(bound));
            var zeroPoint = (byte)Math.Clamp(MathF.Round(-low * share / scale), 0, LsqQuantizer.ActivationBound);
            var error = values.SquaredError(scale, zeroPoint);
            if (error < least)
                (best, least) = (new AffineScale(scale, zeroPoint), error);
        }

        return best;
    }

    /// <summary>The scale of one channel of a weight.</summary>
    public static float Weight(ReadOnlySpan<float> channel)
    {
        var largest = 0f;
        foreach (var weight in channel)
            largest = Math.Max(largest, Math.Abs(weight));
        if (largest < ZeroBelow)
            return ZeroChannel;
        var (best, least) = (0f, double.PositiveInfinity);
        for (var k = 0; k < Candidates; k++)
        {
            var scale = Math.Max(largest * (1 - (0.01f * k)) / LsqQuantizer.WeightBound, Smallest);
            double error = 0;
            foreach (var weight in channel)
            {
                var rounded = MathF.Round(Math.Clamp(weight / scale, -LsqQuantizer.WeightBound, LsqQuantizer.WeightBound)) * scale;
                error += (double)(weight - rounded) * (weight - rounded);
            }

            if (error < least)
                (best, least) = (scale, error);
        }

        return best;
    }

    /// <summary>The largest float scale with <c>scale * 255 &lt;= bound</c>.</summary>
    public static float LargestWithin(float bound)
    {
        var scale = bound / LsqQuantizer.ActivationBound;
        while (scale * LsqQuantizer.ActivationBound > bound)
            scale = MathF.BitDecrement(scale);
        return scale;
    }
}
