using System.Globalization;
using BuildCompress.Benchmarks.EndToEnd;
using BuildCompress.Core.Protocol;
using BuildCompress.Core.Reports;
using BuildCompress.Pipeline;

namespace BuildCompress.Benchmarks.Quantise;

/// <summary>
/// <c>quantise --mixed</c>: ResNet-20's weights with the same bits in every layer, and layer by layer in files of given sizes: what each is estimated to lose,
/// and what it loses. From manifest to verified artifact; by default calibrated only, since training hides what was chosen badly.
/// </summary>
internal static class MixedBenchmark
{
    public const string Usage = "quantise --mixed [--epochs N] [--seeds N]";

    private const string Model = "cifar10-resnet20";
    private static readonly int[] Uniform = [2, 4, 8];
    private static readonly string[] Sensitivities = ["curvature", "measured"];

    public static int Run(string[] args)
    {
        var (epochs, seeds) = (BenchmarkArguments.Number(args, "--epochs", 0), (int)BenchmarkArguments.Number(args, "--seeds", 3));
        var folder = Directory.CreateTempSubdirectory("buildcompress-mixed-");
        try
        {
            var results = Enumerable.Range(1, seeds).Select(seed => OfSeed(folder.FullName, epochs, seed)).ToArray();
            var table = new BenchmarkTable("bits of weights", "file, bytes", "limit", "estimated increase of the loss", "accuracy by seed", "mean");
            foreach (var (i, (name, limit, _)) in results[0].Index())
            {
                TargetReport[] runs = [.. results.Select(r => r[i].Report)];
                table.Add(
                    name, string.Join(", ", runs.Select(r => $"{r.Result.FileBytes:#,0}").Distinct()), limit is { } bytes ? $"{bytes:#,0}" : "",
                    runs[0].Mixed is null ? "" : string.Join(", ", runs.Select(r => r.Mixed!.LossIncrease.ToString("0.000", CultureInfo.InvariantCulture))),
                    string.Join(", ", runs.Select(r => Percent(r.Accuracy.Result))), Percent(runs.Average(r => r.Accuracy.Result)));
            }

            Console.WriteLine(table);
            BenchmarkDocument.Write("quantise --mixed", $"Bits layer by layer: {Model}", $"""
                Activations have 8 bits, first and last layers as well. {(epochs > 0 ? $"{epochs} epochs of LSQ" : "Calibrated, not trained")}; seeds draw the samples for estimates and
                calibration. The estimate is in nats: what the chosen sensitivity says of its own choice. Accuracy of {results[0][0].Report.Accuracy.Samples:#,0} images in ONNX Runtime;
                the original has {Percent(results[0][0].Report.Accuracy.Original)}.

                {table}
                """, $"quantise {string.Join(' ', args)}");
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<(string Name, long? Limit, TargetReport Report)> OfSeed(string folder, double epochs, int seed)
    {
        var uniform = Compress(folder, epochs, seed, [.. Uniform.Select(bits => ($"u{bits}", $$"""{ "weights": {{bits}} }""", (long?)null))]);
        var results = new List<(string Name, long? Limit, TargetReport Report)>();
        foreach (var (i, report) in uniform.Index())
        {
            results.Add(($"{Uniform[i]} everywhere", null, report));
            if (i + 1 == uniform.Count)
                break;
            // Where no uniform file is, and where the next one is.
            long[] limits = [(report.Result.FileBytes + uniform[i + 1].Result.FileBytes) / 2, uniform[i + 1].Result.FileBytes];
            foreach (var limit in i + 2 == uniform.Count ? limits[..1] : limits)
            {
                var mixed = Compress(folder, epochs, seed, [.. Sensitivities.Select(s => (s, $$"""{ "weights": 2, "mixed": { "sensitivity": "{{s}}" } }""", (long?)limit))]);
                results.AddRange(mixed.Zip(Sensitivities, (r, s) => ($"2 to 8 by {s}", (long?)limit, r)));
            }
        }

        return results;
    }

    private static IReadOnlyList<TargetReport> Compress(string folder, double epochs, int seed, IReadOnlyList<(string Name, string Bits, long? Size)> targets)
    {
        var manifest = CifarManifest.Write(folder, Model, $$"""
              "augment": { "crop": 4, "flip": true },
              "compress": { "seed": {{seed}}, "prune": { "importance": "l1" }, "finetune": { "epochs": 0 } },
              "targets": {
                {{string.Join(",\n    ", targets.Select(t => $$"""
                "{{t.Name}}": { "budget": { "macs": "100%"{{(t.Size is { } size ? $", \"size\": {size}" : "")}} },
                  "compress": { "quantise": { "method": "lsq", "bits": {{t.Bits}}, "finetune": { "epochs": {{epochs.ToString(CultureInfo.InvariantCulture)}} } } } }
                """))}}
              }
            """);
        var request = new RunRequest(manifest, [], Path.Combine(folder, "out"), Path.Combine(folder, "store"));
        var reports = CompressionRun.RunAsync(request, new Progress<WorkerEvent>(), CancellationToken.None).GetAwaiter().GetResult().Reports;
        foreach (var (target, report) in targets.Zip(reports))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {target.Name} {target.Size:#,0} {Percent(report.Accuracy.Result)}, {report.Result.FileBytes:#,0} bytes"));
        return reports;
    }

    private static string Percent(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{fraction * 100:0.00} %");
}
