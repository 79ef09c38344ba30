using System.Globalization;
using System.Text.Json.Serialization;
using BuildCompress.Cli.Output;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Measurement;
using Spectre.Console;

namespace BuildCompress.Cli.Commands;

/// <summary>What <c>measure</c> measured.</summary>
/// <param name="Agent">As given.</param>
/// <param name="Ratio">The second's latency over the first's; only when asked for.</param>
internal sealed record MeasureResult(string Agent, [property: JsonIgnore] MeasurementReport Report, LatencyRatio? Ratio) : IResult
{
    public string Device => Report.Device.ToString();

    public int Attempts => Report.Attempts;

    public IReadOnlyList<MeasuredModel> Models => [.. Report.Models.Select(MeasuredModel.Of)];

    public ExitCode AsExitCode() => ExitCode.Ok;

    public void Render(IAnsiConsole console)
    {
        var writer = console.Profile.Out.Writer;
        writer.WriteLine(Device);
        foreach (var model in Report.Models)
        {
            writer.WriteLine();
            writer.WriteLine(model.Name);
            WriteStatistics(writer, model);
            LatencyHistogram.Write(writer, model.Samples.Wall);
        }
        if (Ratio is { } ratio)
        {
            writer.WriteLine();
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Report.Models[1].Name} takes {ratio.Value * 100:0.0} % of {Report.Models[0].Name} (95 % interval {ratio.Low * 100:0.0} to {ratio.High * 100:0.0} %)"
                + $"{(ratio.IsSignificant ? "." : ": no difference shown.")}"));
        }
    }

    private static void WriteStatistics(TextWriter writer, ModelLatency model)
    {
        var statistics = model.Statistics;
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  p25 {statistics.P25}   min {statistics.Min}   p50 {statistics.P50}   p95 {statistics.P95}   {(statistics.CpuP25 is { } cpu ? $"CPU {cpu}   " : "")}{statistics.Samples} runs"));
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  latency {statistics.Latency} ±{statistics.Noise * 100:0.0} %{(model.PeakMemory is { } memory ? $", peak memory {memory}" : "")}"));
        if (statistics.Contended)
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  other work used these cores: {statistics.Undisturbed * 100:0} % of the runs were undisturbed, or waited; the latency is the smaller of their p25 and CPU time"));
        if (statistics.Throttled)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  the processor slowed down by {(statistics.Drift - 1) * 100:0.0} % meanwhile"));
    }
}
