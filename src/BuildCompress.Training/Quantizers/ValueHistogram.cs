using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Training.Quantizers;

/// <summary>
/// Counts values in bins of equal width around 0, and their extremes. The width doubles whenever a value falls outside, so one pass over the
/// data is enough; the result does not depend on the order of the values but for the width of the bins.
/// </summary>
public sealed class ValueHistogram
{
    private const int Half = 4096;
    private long[] counts = new long[2 * Half];
    private double width;

    /// <summary>Smallest value seen.</summary>
    public float Min { get; private set; } = float.PositiveInfinity;

    /// <summary>Largest value seen.</summary>
    public float Max { get; private set; } = float.NegativeInfinity;

    /// <summary>Counts values, all finite.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (value < Min)
                Min = value;
            if (value > Max)
                Max = value;
        }

        var largest = Math.Max(Math.Abs(Min), Math.Abs(Max));
        if (width == 0)
            width = Math.Max(largest, 1e-6) / Half;
        while (largest >= width * Half)
            Widen();
        var inverse = (float)(1 / width);
        foreach (var value in values)
            counts[Math.Clamp((int)MathF.Floor(value * inverse) + Half, 0, (2 * Half) - 1)]++;
    }

    /// <summary>Sum over all values of the squared distance between a value (the middle of its bin) and the nearest point of a grid.</summary>
    public double SquaredError(AffineScale grid)
    {
        double error = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
                continue;
            var value = Middle(i);
            var rounded = (Math.Clamp(Math.Round(value / grid.Scale) + grid.ZeroPoint, grid.Low, grid.High) - grid.Origin) * grid.Scale;
            error += counts[i] * (value - rounded) * (value - rounded);
        }

        return error;
    }

    /// <summary>The value that <paramref name="share"/> of all values (0..1) do not exceed, to the width of a bin; 0 and 1 give the extremes.</summary>
    public float Quantile(double share)
    {
        if (share <= 0 || share >= 1)
            return share <= 0 ? Min : Max;
        var below = share * counts.Sum();
        double seen = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            seen += counts[i];
            if (seen >= below)
                return Math.Clamp((float)Middle(i), Min, Max);
        }

        return Max;
    }

    private double Middle(int bin) => (bin - Half + 0.5) * width;

    /// <summary>Pairs of bins become one, around the middle.</summary>
    private void Widen()
    {
        var wider = new long[counts.Length];
        for (var i = 0; i < counts.Length; i++)
            wider[((i - Half) >> 1) + Half] += counts[i];
        counts = wider;
        width *= 2;
    }
}
