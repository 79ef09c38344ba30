using System.Globalization;
using BuildCompress.Benchmarks.EndToEnd;
using BuildCompress.Core.Protocol;
using BuildCompress.Core.Reports;
using BuildCompress.Core.Units;
using BuildCompress.Pipeline;

namespace BuildCompress.Benchmarks.Latency;

/// <summary>
/// Latency budgets of 70, 50 and 30 % of ResNet-20's int8 latency, from manifest to an artifact that this machine measured: <c>-- latency-loop</c>. Weights are
/// calibrated, not trained: latency does not depend on them.
/// </summary>
internal static class ClosedLoopBenchmark
{
    private const string Model = "cifar10-resnet20";

    private static readonly string[] Budgets = ["70%", "50%", "30%"];

    public static int Run(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("buildcompress-latency-loop-");
        try
        {
            var manifest = CifarManifest.WriteLatency(folder.FullName, Model, Budgets);
            var request = new RunRequest(manifest, [], Path.Combine(folder.FullName, "out"), Path.Combine(folder.FullName, "store"), RequireVerified: true);
            var reports = CompressionRun.RunAsync(request, new Progress<WorkerEvent>(), CancellationToken.None).GetAwaiter().GetResult().Reports;
            var table = new BenchmarkTable("budget", "round", "predicted", "measured", "of the limit", "", "artifact", "of the limit", "slack");
            foreach (var (budget, report) in Budgets.Zip(reports))
                Add(table, budget, report);
            Console.WriteLine(table);
            var plan = reports[0].Selection.Latency!;
            BenchmarkDocument.Write("latency-loop", $"Latency budgets of {Model}, int8, met on the device", $"""
                {table}

                The original takes {new LatencyMs(plan.ReferenceMs)} in int8. Its latency model was measured and fitted in {plan.Seconds.ToString("0", CultureInfo.InvariantCulture)} s ({plan.Measured} models) for the first
                target and reused by the others. "Measured" is the cut network before any training, beside the original; "artifact" the emitted file, measured anew.

                Manifest:

                ```jsonc
                {CifarManifest.PublicLatency(Model, Budgets)}
                ```
                """);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Add(BenchmarkTable table, string budget, TargetReport report)
    {
        var (plan, emitted) = (report.Selection.Latency!, report.Budgets.Single());
        foreach (var (i, round) in plan.Rounds.Index())
        {
            var isChosen = i == plan.Chosen;
            table.Add(
                i == 0 ? $"{budget}: {new LatencyMs(plan.LimitMs)}" : "", $"{i + 1}", $"{new LatencyMs(round.PredictedMs)}", $"{new LatencyMs(round.KnownMs)}",
                Percent(round.KnownMs / plan.LimitMs), isChosen ? "chosen" : "", isChosen ? $"{LatencyMs.OfNanoseconds(emitted.Value)}" : "",
                isChosen ? Percent((double)emitted.Value / emitted.Limit) : "", isChosen ? Percent((double)emitted.Slack / emitted.Limit) : "");
        }
    }

    private static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
