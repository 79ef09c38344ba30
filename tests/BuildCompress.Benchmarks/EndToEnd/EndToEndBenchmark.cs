using System.Diagnostics;
using BuildCompress.Core.Protocol;
using BuildCompress.Core.Reports;
using BuildCompress.Pipeline;

namespace BuildCompress.Benchmarks.EndToEnd;

/// <summary>
/// A pretrained CIFAR-10 network to half its MACs and int8, from manifest to verified artifact, with nothing left out of the clock:
/// <c>e2e --model cifar10-resnet20</c>.
/// </summary>
internal static class EndToEndBenchmark
{
    public static int Run(string[] args)
    {
        var at = Array.IndexOf(args, "--model");
        var model = at >= 0 && at + 1 < args.Length ? args[at + 1] : "cifar10-resnet20";
        var folder = Directory.CreateTempSubdirectory("buildcompress-e2e-");
        try
        {
            var manifest = CifarManifest.Write(folder.FullName, model);
            Console.WriteLine(File.ReadAllText(manifest));
            var clock = Stopwatch.StartNew();
            var request = new RunRequest(manifest, [], Path.Combine(folder.FullName, "out"), Path.Combine(folder.FullName, "store"));
            var report = CompressionRun.RunAsync(request, new StageLines(), CancellationToken.None).GetAwaiter().GetResult().Reports.Single();
            var table = Table(report, clock.Elapsed);
            Console.WriteLine(table);
            Console.WriteLine(MarkdownReport.Render(report));
            BenchmarkDocument.Write(
                $"e2e --model {model}", $"End to end: {model}, 50 % of the MACs, int8",
                $"{table}\n\nManifest:\n\n```jsonc\n{CifarManifest.Public(model)}\n```\n\n{Ladder(report)}");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static BenchmarkTable Table(TargetReport report, TimeSpan elapsed)
    {
        var table = new BenchmarkTable("", "original", "result", "ratio");
        var (from, to, latency) = (report.Original, report.Result, report.Latency!);
        table.Add("accuracy (5,000 images)", Percent(report.Accuracy.Original), Percent(report.Accuracy.Result), "");
        table.Add("MACs", $"{from.Macs:#,0}", $"{to.Macs:#,0}", Percent((double)to.Macs / from.Macs));
        table.Add("parameters", $"{from.Parameters:#,0}", $"{to.Parameters:#,0}", Percent((double)to.Parameters / from.Parameters));
        table.Add("file, bytes", $"{from.FileBytes:#,0}", $"{to.FileBytes:#,0}", Percent((double)to.FileBytes / from.FileBytes));
        table.Add("latency p25, 1 thread", $"{latency.Original.P25Ms:0.000} ms", $"{latency.Result.P25Ms:0.000} ms", Percent(latency.Ratio));
        table.Add("latency min, 1 thread", $"{latency.Original.MinMs:0.000} ms", $"{latency.Result.MinMs:0.000} ms", Percent(latency.Result.MinMs / latency.Original.MinMs));
        table.Add("operators in int8 / left in float", "", $"{report.Fusion?.Integer} / {report.Fusion?.Float.Count}", "");
        table.Add("whole run", "", $"{elapsed.TotalMinutes:0.0} min", "");
        return table;
    }

    private static string Ladder(TargetReport report) =>
        "Accuracy on the way: " + string.Join(", ", report.Accuracy.Ladder.Select(s => $"{s.Step} {Percent(s.Accuracy)}")) + ".";

    private static string Percent(double fraction) => $"{fraction * 100:0.00} %";

    private sealed class StageLines : IProgress<WorkerEvent>
    {
        private readonly Stopwatch sinceLine = Stopwatch.StartNew();

        public void Report(WorkerEvent value)
        {
            if (value is not ProgressEvent progress || (progress.Step > 0 && progress.Step < progress.Steps && sinceLine.Elapsed.TotalSeconds < 10))
                return;
            sinceLine.Restart();
            Console.WriteLine(
                $"{progress.Stage,-10} {progress.Step}/{progress.Steps} loss {progress.Loss:0.000} accuracy {progress.Accuracy:0.0000} eta {progress.RemainingSeconds:0} s {progress.Note}");
        }
    }
}
