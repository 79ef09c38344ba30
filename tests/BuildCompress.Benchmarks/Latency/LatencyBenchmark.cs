using System.Diagnostics;
using System.Globalization;
using BuildCompress.Core.Manifests;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Prediction;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Import;
using BuildCompress.Pipeline.Latency;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Store;
using BuildCompress.Tests;

namespace BuildCompress.Benchmarks.Latency;

/// <summary>How well latency models predict randomly cut networks that no fit has seen: <c>-- latency [networks] [model…] [--verbose]</c>.</summary>
internal static class LatencyBenchmark
{
    /// <summary>Far from the seeds of the calibration.</summary>
    private const int HeldOutSeed = 1000;

    private static readonly string[] Models = ["cifar10-resnet20", "cifar10-resnet32", "cifar10-resnet56", "cifar10-mlperftiny-resnet8"];

    public static int Run(string[] args)
    {
        var count = args.Select(a => int.TryParse(a, out var n) ? n : 0).FirstOrDefault(n => n > 0, 10);
        var models = Models.Where(m => args.Length == 0 || args.Any(m.EndsWith) || !args.Any(a => Models.Any(k => k.EndsWith(a, StringComparison.Ordinal)))).ToList();
        var table = new BenchmarkTable("network", "precision", "models measured", "seconds", "MAPE", "worst", "R²", "quadratic: MAPE", "worst", "R²");
        var predictions = new List<Prediction>();
        foreach (var model in models)
        {
            foreach (var method in new[] { QuantiseMethod.Minmax, QuantiseMethod.None })
            {
                var (ours, quadratic, measured, seconds) = Predict(model, method, count, args.Contains("--verbose"));
                predictions.Add(ours);
                table.Add(
                    ours.Model, ours.Precision, $"{measured}", Number(seconds, "0"), Percent(ours.MeanError), Percent(ours.WorstError), Number(ours.RSquared, "0.000"),
                    Percent(quadratic.MeanError), Percent(quadratic.WorstError), Number(quadratic.RSquared, "0.000"));
                Console.WriteLine(table);
            }
        }

        if (models.Count == Models.Length)
            Write(table, predictions, count);
        return 0;
    }

    private static (Prediction Ours, Prediction Quadratic, int Measured, double Seconds) Predict(string name, QuantiseMethod method, int count, bool verbose)
    {
        var store = Directory.CreateTempSubdirectory("buildcompress-latency-").FullName;
        try
        {
            var imported = ClassifierImport.Load(SharedData.Path($"models/{name}.onnx"));
            var coupling = CouplingAnalysis.Analyse(imported.Model.Graph, imported.Types, new CouplingOptions());
            var settings = BenchmarkSettings.Of(method);
            var measurements = new StoredMeasurements(new InProcessDevice(), DeviceFingerprint.Current(), new ContentStore(store), CancellationToken.None);
            var fit = new LatencyModelFit(imported, coupling, settings, measurements, threads: 1, parallel: false, (_, _, _) => { });
            var clock = Stopwatch.StartNew();
            var model = fit.Run();
            var (seconds, measured) = (clock.Elapsed.TotalSeconds, measurements.Measured);
            var plain = model.With(model.Times.ToDictionary(t => t.Key, t => LayerTimes.Quadratic(t.Value.Samples, t.Value.IsTied)));
            plain = plain.With(fit.Calibrate(plain));
            if (verbose)
                Print(model);

            var random = new Random(HeldOutSeed);
            var widths = new WidthSamples(imported.Model, coupling, model.OnGrid(coupling, SelectionGroups.Of(coupling, settings.Prune)));
            var networks = Enumerable.Range(0, count).Select(_ => widths.Random(random)).ToList();
            var times = fit.Networks(networks);
            var precision = method == QuantiseMethod.None ? "fp32" : "int8";
            Prediction Of(LatencyModel m) => new(name, precision, [.. networks.Zip(times, (n, t) => (m.Predict(n) / 1e6, t / 1e6))]);
            if (verbose)
                Print(Of(model), networks);
            return (Of(model), Of(plain), measured, seconds);
        }
        finally
        {
            Directory.Delete(store, recursive: true);
        }
    }

    private static void Print(LatencyModel model)
    {
        foreach (var (kind, times) in model.Times)
        {
            var misses = times.Samples.Select(s => Math.Abs(times.Staircase.At(s.Inputs, s.Outputs) - s.Time) / s.Time).ToList();
            Console.WriteLine($"{kind}: {times.Samples.Count} samples, {times.Staircase}, misses {Percent(misses.Average())}, at most {Percent(misses.Max())}");
        }

        Console.WriteLine(model.Calibration);
    }

    private static void Print(Prediction prediction, IReadOnlyList<Model> networks)
    {
        foreach (var (network, (predicted, measured)) in networks.Zip(prediction.Networks))
        {
            var widths = network.Graph.Nodes.Where(n => n.OpType == "Conv").Select(n => network.Graph.Constant(n.Inputs[1])!.Dims[0]);
            Console.WriteLine($"{Number(predicted, "0.0000")} ms predicted, {Number(measured, "0.0000")} ms measured: {string.Join(' ', widths)}");
        }
    }

    private static void Write(BenchmarkTable table, IReadOnlyList<Prediction> predictions, int count)
    {
        const string picture = "pictures/latency.svg";
        var path = Path.Combine(BenchmarkDocument.RepositoryRoot(), "docs", picture);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, PredictionScatter.Draw(predictions));
        BenchmarkDocument.Write("latency", "Predicted latency", $"""
            {table}

            Each row: {count} networks cut at random to counts on the runtime's grid, not used in any fit, measured with one thread. "Seconds" is measuring and
            fitting a network's model from nothing. "Quadratic" is the papers' model (METHODS 1.7) on the same samples, with the same calibration to whole
            networks.

            ![Predicted against measured latency]({picture})
            """);
    }

    private static string Percent(double share) => Number(share * 100, "0.0") + " %";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
