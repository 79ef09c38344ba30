using System.Globalization;
using BuildCompress.Core.Manifests;
using BuildCompress.Devices.Measurement;
using BuildCompress.Devices.Prediction;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Import;
using BuildCompress.Pipeline.Planning;

namespace BuildCompress.Pipeline.Latency;

/// <summary>
/// Measures the layers of a network in isolation on a grid of channel counts, and some dozens of whole networks, and fits a <see cref="LatencyModel"/>.
/// </summary>
/// <param name="imported">The model as given.</param>
/// <param name="coupling">Its channel groups.</param>
/// <param name="settings">The form of the artifact, and which counts may be chosen.</param>
/// <param name="measurements">Measure, or know.</param>
/// <param name="threads">Threads of the runtime.</param>
/// <param name="parallel">Whether branches run at the same time.</param>
/// <param name="progress">Told what is measured, how many of how many.</param>
internal sealed class LatencyModelFit(
    ImportedModel imported, CouplingMap coupling, CompressSettings settings, StoredMeasurements measurements, int threads, bool parallel,
    Action<string, int, int> progress)
{
    /// <summary>A fit that predicts the next samples of its kind better than this needs no finer grid.</summary>
    private const double GoodEnough = 0.03;

    /// <summary>Networks of random widths for the calibration, besides <see cref="UniformShares"/>; at a share of 0 every group keeps the fewest channels allowed.</summary>
    private const int RandomNetworks = 57;

    /// <summary>Most passes over the grid.</summary>
    private const int Passes = 4;

    private static readonly double[] UniformShares = [1, 0.75, 0.5, 0.25, 0];

    private static readonly double[] ReferenceShares = [0.5, 0];

    /// <summary>Short: models are many, the fit averages over them, and slow phases show in the references.</summary>
    private readonly LatencyProtocol layerProtocol = new()
    {
        Threads = threads, Parallel = parallel, Blocks = 5, MaxBlocks = 7, ShortestBlock = TimeSpan.FromMilliseconds(1.5), TimePerModel = TimeSpan.FromMilliseconds(400),
        LongestWarmUp = TimeSpan.FromMilliseconds(200), MaxNoise = 0.3,
    };

    private readonly LatencyProtocol networkProtocol = new()
    {
        Threads = threads, Parallel = parallel, MaxBlocks = 16, ShortestBlock = TimeSpan.FromMilliseconds(3), TimePerModel = TimeSpan.FromSeconds(1),
        LongestWarmUp = TimeSpan.FromSeconds(0.5), MaxNoise = 0.2,
    };

    /// <summary>The layers as they will be emitted.</summary>
    private readonly CouplingMap emitted = ArtifactForm.Layers(imported.Model, coupling);

    /// <summary>Two networks of any fit, one that computes and one that mostly starts layers: they show how fast the device runs.</summary>
    private readonly IReadOnlyList<ModelUnderTest> references = References(imported, coupling, settings);

    /// <summary>The fitted model.</summary>
    /// <exception cref="Core.Diagnostics.DiagnosticException">The device cannot measure.</exception>
    public LatencyModel Run()
    {
        var kinds = LayerKinds.Of(imported.Model, emitted, settings.Quantise);
        var times = Layers(kinds);
        var uncalibrated = new LatencyModel(kinds, times, LatencyCalibration.None);
        return uncalibrated.With(Calibrate(uncalibrated));
    }

    /// <summary>Until nothing new is measured: during which samples the device was slow is known afterwards, and the grid is to follow from what is known in the end.</summary>
    private Dictionary<string, LayerTimes> Layers(LayerKinds kinds)
    {
        for (var pass = 1; ; pass++)
        {
            var before = measurements.Measured;
            var samples = Refined(kinds);
            if (measurements.Measured == before || pass == Passes)
                return kinds.Uses.ToDictionary(use => use.Kind.Key, use => new LayerTimes([.. samples[use.Kind.Key].Values], use.Kind.IsDepthwise));
        }
    }

    /// <summary>Samples of each kind, finer where the fit to the coarser ones misses.</summary>
    private Dictionary<string, Dictionary<(int, int), LayerSample>> Refined(LayerKinds kinds)
    {
        var samples = kinds.Uses.ToDictionary(u => u.Kind.Key, _ => new Dictionary<(int, int), LayerSample>());
        var open = kinds.Uses.ToList();
        for (var level = 0; level < CountGrid.Levels && open.Count > 0; level++)
        {
            var fresh = open.SelectMany(use => CountGrid.Pairs(use.Kind, use.Weights, emitted, level)
                .Where(pair => !samples[use.Kind.Key].ContainsKey(pair)).Select(pair => (use.Kind, pair.Inputs, pair.Outputs))).ToList();
            var next = Alone(fresh);
            open = [.. open.Where(use => level == 0 || !Predicts(samples[use.Kind.Key].Values, next[use.Kind.Key], use.Kind.IsDepthwise))];
            foreach (var kind in next)
            {
                foreach (var sample in kind)
                    samples[kind.Key][(sample.Inputs, sample.Outputs)] = sample;
            }
        }

        return samples;
    }

    /// <summary>Layers alone, by key of their kind.</summary>
    private ILookup<string, LayerSample> Alone(IReadOnlyList<(LayerKind Kind, int Inputs, int Outputs)> layers)
    {
        var times = Measure([.. layers.Select(l => new ModelUnderTest(
            string.Create(CultureInfo.InvariantCulture, $"{l.Kind.Key}: {l.Inputs} to {l.Outputs}"), IsolatedLayer.Of(l.Kind, l.Inputs, l.Outputs)))], layerProtocol, "layers");
        return layers.Zip(times).ToLookup(l => l.First.Kind.Key, l => new LayerSample(l.First.Inputs, l.First.Outputs, l.Second));
    }

    private static bool Predicts(IReadOnlyCollection<LayerSample> known, IEnumerable<LayerSample> next, bool tied)
    {
        var fit = new LayerTimes([.. known], tied);
        return next.Select(s => Math.Abs(fit.At(s.Inputs, s.Outputs) - s.Time) / s.Time).DefaultIfEmpty(0).Average() < GoodEnough;
    }

    /// <summary>Nanoseconds of whole networks in the artifact's form.</summary>
    public double[] Networks(IReadOnlyList<Model> models) =>
        Measure([.. models.Select((m, i) => Timed($"network {i}", m, settings))], networkProtocol, "networks");

    /// <summary>From the layers that <paramref name="layers"/> predicts to whole networks.</summary>
    private LatencyCalibration Calibrate(LatencyModel layers)
    {
        var models = CalibrationModels(layers);
        return LatencyCalibration.Fit([.. models.Zip(Networks(models), (m, time) => new CalibrationNetwork(layers.Layers(m), time))]);
    }

    /// <summary>Networks on the grid of a model: the original, at uniform and at random widths.</summary>
    public IReadOnlyList<Model> CalibrationModels(LatencyModel grid)
    {
        var networks = new WidthSamples(imported.Model, coupling, grid.OnGrid(emitted, SelectionGroups.Of(coupling, settings.Prune)));
        var random = new Random(settings.Seed);
        return [.. UniformShares.Select(networks.Uniform), .. Enumerable.Range(0, RandomNetworks).Select(_ => networks.Random(random))];
    }

    /// <summary>Models of their own, whatever networks are cut alike: how slow the device was while they were measured says nothing of those.</summary>
    private static ModelUnderTest[] References(ImportedModel imported, CouplingMap coupling, CompressSettings settings)
    {
        var networks = new WidthSamples(imported.Model, coupling, SelectionGroups.Of(coupling, settings.Prune));
        return [.. ReferenceShares.Select(share => Timed(string.Create(CultureInfo.InvariantCulture, $"reference {share}"), networks.Uniform(share) with { DocString = "reference" }, settings))];
    }

    private static ModelUnderTest Timed(string name, Model model, CompressSettings settings) => new(name, OnnxFile.ToBytes(ArtifactForm.Timed(model, settings.Quantise)));

    private double[] Measure(IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, string what) =>
        measurements.Nanoseconds(models, protocol, (done, of) => progress(what, done, of), references);
}
