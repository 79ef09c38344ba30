using System.Globalization;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Pipeline.Latency;

namespace BuildCompress.Benchmarks.Latency;

/// <summary>How well latency models predict randomly cut networks that no fit has seen: <c>-- latency [networks] [model…] [--verbose]</c>.</summary>
internal static class LatencyBenchmark
{
    private static readonly string[] Models = ["cifar10-resnet20", "cifar10-resnet32", "cifar10-resnet56", "cifar10-mlperftiny-resnet8", "vww96-mobilenetv1-025"];

    public static int Run(string[] args)
    {
        var count = args.Select(a => int.TryParse(a, out var n) ? n : 0).FirstOrDefault(n => n > 0, 40);
        var models = Models.Where(m => args.Length == 0 || args.Any(m.EndsWith) || !args.Any(a => Models.Any(k => k.EndsWith(a, StringComparison.Ordinal)))).ToList();
        var table = new BenchmarkTable(
            "network", "precision", "models measured", "seconds", "MAPE", "worst", "R²", "M6: MAPE", "worst", "R²", "M5: MAPE", "worst", "R²");
        var predictions = new List<Prediction>();
        foreach (var model in models)
        {
            foreach (var method in new[] { QuantiseMethod.Minmax, QuantiseMethod.None })
            {
                var heldOut = HeldOut.Of(model, method, count);
                if (args.Contains("--verbose"))
                    Print(heldOut);
                predictions.Add(heldOut.Ours);
                table.Add([
                    heldOut.Ours.Model, heldOut.Ours.Precision, $"{heldOut.Measured}", Number(heldOut.Seconds, "0"),
                    .. Errors(heldOut.Ours), .. Errors(heldOut.M6), .. Errors(heldOut.M5)]);
                Console.WriteLine(table);
            }
        }

        if (models.Count == Models.Length)
            Write(table, predictions, count);
        return 0;
    }

    private static string[] Errors(Prediction prediction) =>
        [Percent(prediction.MeanError), Percent(prediction.WorstError), Number(prediction.RSquared, "0.000")];

    private static void Print(HeldOut heldOut)
    {
        Print(heldOut.Model);
        Print(heldOut.Ours, heldOut.Networks);
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

            Each row: {count} networks cut at random to counts on the runtime's grid, residual branches missing now and then, none of them used in any fit,
            measured with one thread. "Seconds" is measuring layers and calibration networks and fitting, from nothing. What was measured while the machine was slow, by the
            same two reference networks in every measurement, was measured again, and divided by that slowness where it stayed: layers, calibration networks and the networks predicted alike. M6 and M5 are the papers'
            plain quadratic models (METHODS 1.7, least squares, here without negative coefficients) on the same samples and scaled to the same whole networks as
            `rest + factor * sum of layers`; their granularities of 16, 32 and 64 channels would leave these networks no count but the full width.

            ![Predicted against measured latency]({picture})
            """);
    }

    private static string Percent(double share) => Number(share * 100, "0.0") + " %";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
