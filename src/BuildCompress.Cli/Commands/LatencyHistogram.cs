using System.Globalization;

namespace BuildCompress.Cli.Commands;

/// <summary>Draws how samples spread: up to the 95th percentile in bins of equal width, the tail in one.</summary>
internal static class LatencyHistogram
{
    private const int Bins = 10;
    private const int BarWidth = 48;
    private const double Tail = 0.95;

    /// <summary>Writes nothing when there are no samples.</summary>
    public static void Write(TextWriter writer, double[] samples)
    {
        if (samples.Length == 0)
            return;
        var sorted = samples.Order().ToArray();
        var (low, high) = (sorted[0], sorted[(int)(Tail * (sorted.Length - 1))]);
        var width = Math.Max((high - low) / Bins, high * 1e-3);
        var counts = new int[Bins + 1];
        foreach (var sample in sorted)
            counts[Math.Min((int)((sample - low) / width), Bins)]++;
        var most = counts.Max();
        for (var bin = 0; bin <= Bins; bin++)
        {
            var bar = new string('█', (int)Math.Ceiling((double)counts[bin] / most * BarWidth));
            var from = string.Create(CultureInfo.InvariantCulture, $"{low + bin * width,10:0.000}");
            writer.WriteLine($"  {from} ms{(bin == Bins ? "+" : " ")} {bar.PadRight(BarWidth)} {counts[bin]}");
        }
    }
}
