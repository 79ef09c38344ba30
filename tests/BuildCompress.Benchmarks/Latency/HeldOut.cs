using System.Diagnostics;
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

/// <summary>What latency models say of networks that no fit has seen, and what those take.</summary>
/// <param name="Model">The fitted model.</param>
/// <param name="Networks">The networks.</param>
/// <param name="Ours">By the fitted model.</param>
/// <param name="M6">By the papers' quadratic model, on the same samples and calibration networks.</param>
/// <param name="M5">By the same without the outputs' term.</param>
/// <param name="Measured">Models measured for the fit, those measured again included.</param>
/// <param name="Seconds">Of measuring and fitting.</param>
internal sealed record HeldOut(
    LatencyModel Model, IReadOnlyList<Model> Networks, Prediction Ours, Prediction M6, Prediction M5, int Measured, double Seconds)
{
    /// <summary>Far from the seeds of the calibration.</summary>
    private const int Seed = 1000;

    /// <summary>Fits a model of a network from nothing and lets it predict <paramref name="count"/> random cuts.</summary>
    public static HeldOut Of(string name, QuantiseMethod method, int count)
    {
        var store = Directory.CreateTempSubdirectory("buildcompress-latency-").FullName;
        try
        {
            var imported = ClassifierImport.Load(SharedData.Path($"models/{name}.onnx"));
            var coupling = CouplingAnalysis.Analyse(imported.Model.Graph, imported.Types, new CouplingOptions());
            var settings = BenchmarkSettings.Of(method);
            var device = new InProcessDevice();
            var measurements = new StoredMeasurements(device, DeviceFingerprint.Current(), new ContentStore(store), CancellationToken.None);
            var fit = new LatencyModelFit(imported, coupling, settings, measurements, threads: 1, parallel: false, (_, _, _) => { });
            var clock = Stopwatch.StartNew();
            var model = fit.Run();
            var (seconds, measured) = (clock.Elapsed.TotalSeconds, measurements.Measured);

            var random = new Random(Seed);
            var widths = new WidthSamples(imported.Model, coupling, model.OnGrid(ArtifactForm.Layers(imported.Model, coupling), SelectionGroups.Of(coupling, settings.Prune)));
            var networks = Enumerable.Range(0, count).Select(_ => widths.Random(random)).ToList();
            var times = fit.Networks(networks);
            var calibration = fit.CalibrationModels(model.With(LatencyCalibration.None));
            var calibrationTimes = fit.Networks(calibration);
            var precision = method == QuantiseMethod.None ? "fp32" : "int8";
            Prediction By(LatencyModel m) => new(name, precision, [.. networks.Zip(times, (n, t) => (m.Predict(n) / 1e6, t / 1e6))]);
            Prediction Plain(bool outputs)
            {
                var plain = model.With(model.Times.ToDictionary(t => t.Key, t => LayerTimes.Quadratic(t.Value.Samples, t.Value.IsTied, outputs)));
                return By(plain.With(LatencyCalibration.FitSums([.. calibration.Zip(calibrationTimes, (m, time) => new CalibrationNetwork(plain.Layers(m), time))])));
            }

            return new HeldOut(model, networks, By(model), Plain(outputs: true), Plain(outputs: false), measured, seconds);
        }
        finally
        {
            Directory.Delete(store, recursive: true);
        }
    }
}
