using System.Globalization;
using System.Text.Json;
using BuildCompress.Benchmarks.Importing;
using BuildCompress.Devices.Json;
using BuildCompress.Devices.Measurement;
using BuildCompress.Tests;

namespace BuildCompress.Benchmarks.Repeatability;

/// <summary>
/// How far the same measurement of the same model moves from process to process, undisturbed and beside two busy loops, in turn. Every process
/// measures once, as an agent's worker does; nothing is refused or repeated, so that the table shows what a refusal would have hidden.
/// </summary>
internal static class RepeatabilityBenchmark
{
    private const string Verb = "repeatability";
    private const int Processes = 10;
    private const int Loops = 2;
    private const double Promised = 0.02;

    public static int Run(string[] args) => args switch
    {
        ["child", var path] => Measure(path),
        [] => RunAll(SharedData.Path("models/cifar10-resnet20.onnx")),
        [var path] => RunAll(path),
        _ => 1,
    };

    private static int Measure(string path)
    {
        var report = InterleavedMeasurement.Run([new(Path.GetFileName(path), File.ReadAllBytes(path))], new LatencyProtocol());
        Console.WriteLine(JsonSerializer.Serialize(report.Models[0].Statistics, DeviceJson.Line));
        return 0;
    }

    private static int RunAll(string path)
    {
        var (quiet, busy) = (new List<LatencyStatistics>(), new List<LatencyStatistics>());
        var before = Load();
        for (var i = 0; i < Processes; i++)
        {
            quiet.Add(MeasureInChild(path));
            using var loops = new BusyLoops(Loops);
            busy.Add(MeasureInChild(path));
        }
        var table = new BenchmarkTable($"{Path.GetFileNameWithoutExtension(path)}, {Processes} processes", "figure", "median, ms", "CV", "worst deviation", $"within {Promised * 100:0} %");
        Add(table, "no load of ours", quiet);
        Add(table, $"beside {Loops} busy loops", busy);
        var body = $"{table}\nUndisturbed runs are those within 2 % of the shortest of their process. Load of the machine (1, 5, 15 minutes) before: {before}; after, our loops included: {Load()}. Deviations are from the median of the processes. "
            + $"Noise beyond {Promised * 100:0} %, so that the result would have been measured again: {Refused(quiet)} and {Refused(busy)} of {Processes}; "
            + $"contention found: {quiet.Count(s => s.Contended)} and {busy.Count(s => s.Contended)}.";
        Console.WriteLine(body);
        BenchmarkDocument.Write(Verb, "The same measurement again, in other processes", body);
        return 0;
    }

    private static LatencyStatistics MeasureInChild(string path)
    {
        var line = ImportBenchmark.OutputOf(Environment.ProcessPath!, [.. ImportBenchmark.Self, Verb, "child", path])
            ?? throw new InvalidOperationException("A measuring process failed.");
        return JsonSerializer.Deserialize<LatencyStatistics>(line, DeviceJson.Line)!;
    }

    private static void Add(BenchmarkTable table, string condition, List<LatencyStatistics> runs)
    {
        Row("p25 of undisturbed runs", s => s.P25.Value);
        Row("median of all runs", s => s.P50.Value);
        Row("minimum of wall time", s => s.Min.Value);
        Row("p25 of CPU time", s => s.CpuP25?.Value ?? double.NaN);
        Row("latency (what is reported)", s => s.Latency.Value);

        void Row(string figure, Func<LatencyStatistics, double> of)
        {
            double[] values = [.. runs.Select(of).Order()];
            var (median, mean) = ((values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2, values.Average());
            var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
            var worst = values.Max(value => Math.Abs(value / median - 1));
            table.Add(condition, figure, Text(median, "0.000"), Percent(deviation / mean), Percent(worst), worst <= Promised ? "yes" : "no");
        }
    }

    private static int Refused(List<LatencyStatistics> runs) => runs.Count(s => s.Noise > new LatencyProtocol().MaxNoise);

    private static string Load() =>
        File.Exists("/proc/loadavg") ? string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";

    private static string Percent(double share) => Text(share * 100, "0.00") + " %";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
