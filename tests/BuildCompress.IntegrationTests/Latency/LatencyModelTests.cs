using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Core.Manifests;
using BuildCompress.Devices;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;
using BuildCompress.IntegrationTests.Pipeline;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Import;
using BuildCompress.Pipeline.Latency;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Pipeline.Store;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Latency;

/// <summary>The latency model of a network on a device whose times are computed, so that no noise can hide an error.</summary>
public sealed class LatencyModelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("buildcompress-latency-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("models/cifar10-resnet20.onnx", QuantiseMethod.Minmax)]
    [InlineData("models/cifar10-mlperftiny-resnet8.onnx", QuantiseMethod.None)]
    public void PredictsAndBudgetsWhatAStaircaseDeviceTakes(string path, QuantiseMethod method)
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path(path));
        var coupling = AnalyseStage.Run(imported, ResidualMode.Tied);
        var settings = Settings(method);
        var device = new StaircaseDevice();
        var fit = new LatencyModelFit(imported, coupling, settings, Measurements(device), 1, false, (_, _, _) => { });

        var model = fit.Run();

        Assert.InRange(model.Calibration.Error, 0, 0.02);
        var groups = model.OnGrid(coupling, SelectionGroups.Of(coupling, settings.Prune));
        Assert.All(groups.Where(g => g.Size >= 32 && g.Minimum < g.Size), g => Assert.All(g.AllowedCounts!, c => Assert.Equal(0, c % StaircaseDevice.Block)));
        var networks = new WidthSamples(imported.Model, coupling, groups);
        var random = new Random(7);
        foreach (var network in Enumerable.Range(0, 5).Select(_ => networks.Random(random)))
        {
            var took = StaircaseDevice.Nanoseconds(ArtifactForm.Timed(network, settings.Quantise));
            Assert.InRange(model.Predict(network) / took, 0.97, 1.03);
        }

        var row = model.Row(coupling, groups, "latency", 1);
        var whole = row.Value([.. groups.Select(g => g.Size)]) / row.Scale;
        Assert.InRange(whole / model.Predict(imported.Model), 0.9, 1.1);
    }

    [Fact]
    public void CountsThatNoSampleStandsForAreNotAllowed()
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path("models/cifar10-mlperftiny-resnet8.onnx"));
        var coupling = AnalyseStage.Run(imported, ResidualMode.Tied);
        var settings = Settings(QuantiseMethod.None);
        settings = settings with { Prune = settings.Prune with { Granularity = 1, DropBlocks = true } };
        var model = new LatencyModelFit(imported, coupling, settings, Measurements(new StaircaseDevice()), 1, false, (_, _, _) => { }).Run();
        var any = SelectionGroups.Of(coupling, settings.Prune);

        var groups = model.OnGrid(coupling, any);

        Assert.Contains(any, g => g.Allows(6));
        Assert.All(groups.Where(g => g.AllowedCounts is not null), g => Assert.All(g.AllowedCounts!, c => Assert.True(c == g.Size || c % 4 == 0)));
    }

    [Fact]
    public void WhatVanishesIsDecidedByTheGoal()
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path("models/cifar10-mlperftiny-resnet8.onnx"));
        var coupling = AnalyseStage.Run(imported, ResidualMode.Tied);
        var settings = Settings(QuantiseMethod.None);
        settings = settings with { Prune = settings.Prune with { DropBlocks = true } };
        var model = new LatencyModelFit(imported, coupling, settings, Measurements(new StaircaseDevice()), 1, false, (_, _, _) => { }).Run();
        int[] mayVanish = [.. coupling.Groups.Where(g => g.MayVanish).Select(g => g.Id)];

        var groups = new LatencyGoal(model, 1) { Vanishing = new HashSet<int> { mayVanish[0] } }.Allowed(coupling, SelectionGroups.Of(coupling, settings.Prune));

        Assert.True(mayVanish.Length > 1);
        Assert.Equal([0], Enumerable.Range(0, groups[mayVanish[0]].Size + 1).Where(groups[mayVanish[0]].Allows));
        Assert.All(mayVanish.Skip(1), id => Assert.InRange(groups[id].SmallestAllowed, 1, groups[id].Size));
    }

    /// <summary>A calibration errs, and of layers that take no longer than their start little is left.</summary>
    [Fact]
    public void LayersThatSeemToTakeNothingMayStillVanish()
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path("models/cifar10-mlperftiny-resnet8.onnx"));
        var coupling = AnalyseStage.Run(imported, ResidualMode.Tied);
        var settings = Settings(QuantiseMethod.None);
        settings = settings with { Prune = settings.Prune with { DropBlocks = true } };
        var model = new LatencyModelFit(imported, coupling, settings, Measurements(new StaircaseDevice()), 1, false, (_, _, _) => { }).Run();
        model = model.With(model.Calibration with { PerLayer = 1e9 });

        var groups = model.OnGrid(coupling, SelectionGroups.Of(coupling, settings.Prune));

        Assert.All(coupling.Groups.Where(g => g.MayVanish), g => Assert.True(groups[g.Id].Allows(0)));
        Assert.True(model.Row(coupling, groups, "latency", 1).Value([.. groups.Select(g => g.SmallestAllowed)]) < model.Row(coupling, groups, "latency", 1).Value([.. groups.Select(g => g.Size)]));
    }

    [Fact]
    public void NothingIsMeasuredTwice()
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path("models/cifar10-mlperftiny-resnet8.onnx"));
        var coupling = AnalyseStage.Run(imported, ResidualMode.Tied);
        var device = new StaircaseDevice();
        LatencyModelFit Fit() => new(imported, coupling, Settings(QuantiseMethod.None), Measurements(device), 1, false, (_, _, _) => { });

        var first = Fit().Run().Calibration;
        var measured = device.Measured;
        var second = Fit().Run().Calibration;

        Assert.True(measured > 0);
        Assert.Equal(measured, device.Measured);
        Assert.Equal(first, second);
    }

    [Fact]
    public void WhatIsNotSureIsMeasuredAgainTheNextTime()
    {
        var (noisy, quiet) = (new StaircaseDevice(runs: 1), new StaircaseDevice());
        var model = new ModelUnderTest("net", OnnxFile.ToBytes(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 8, 8)));
        void Ask(StaircaseDevice device) => Measurements(device).Nanoseconds([model], new LatencyProtocol(), (_, _) => { });

        Ask(noisy);
        Ask(noisy);
        Assert.Equal(2, noisy.Measured);
        Ask(quiet);
        Ask(quiet);
        Assert.Equal(1, quiet.Measured);
    }

    private StoredMeasurements Measurements(IMeasuringDevice device) =>
        new(device, DeviceFingerprint.Current(), new ContentStore(folder), CancellationToken.None);

    private static CompressSettings Settings(QuantiseMethod method)
    {
        var quantise = QuantiseDefaults.Int8 with { Method = method };
        return new CompressSettings(1, new PruneSettings(ImportanceKind.L1, Granularity: 4, Balance: false, DropBlocks: false), quantise.Training, quantise);
    }

    /// <summary>Neighbours that last longer than a measurement: in a fifth of them everything takes half as long again, what little is computed twice as long.</summary>
    [Fact]
    public void WhatWasMeasuredWhileTheDeviceWasSlowIsMeasuredAgain()
    {
        if (SharedData.IsMissing)
            return;
        var imported = ClassifierImport.Load(SharedData.Path("models/cifar10-mlperftiny-resnet8.onnx"));
        var coupling = AnalyseStage.Run(imported, ResidualMode.Tied);
        LatencyCalibration Calibration(StaircaseDevice device, string store) => new LatencyModelFit(
            imported, coupling, Settings(QuantiseMethod.None), Measurements(device, store), 1, false, (_, _, _) => { }).Run().Calibration;
        var (steady, moody) = (new StaircaseDevice(), new StaircaseDevice { IsSlow = measurement => measurement % 5 == 2 });

        var expected = Calibration(steady, "steady");

        Assert.Equal(expected, Calibration(moody, "moody"));
        Assert.InRange(moody.Measured, steady.Measured + 1, steady.Measured * 1.5);
        // What lies in the store is what counted, not what came last.
        Assert.Equal(expected, Calibration(new StaircaseDevice { IsSlow = _ => true }, "moody"));
    }

    [Fact]
    public void ADeviceThatIsSlowMostOfTheTimeIsTakenAsItIs()
    {
        var models = Enumerable.Range(1, 100).Select(i => new ModelUnderTest($"{i}", OnnxFile.ToBytes(ResidualGraph.Classifier(seed: i, classes: 10, stem: 8, 8)))).ToList();
        ModelUnderTest[] references = [new("reference", OnnxFile.ToBytes(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 16, 8)))];
        var device = new StaircaseDevice { IsSlow = measurement => measurement > 0 };

        Measurements(device).Nanoseconds(models, new LatencyProtocol(), (_, _) => { }, references);

        Assert.InRange(device.Measured, models.Count, 1.5 * models.Count);
    }

    private StoredMeasurements Measurements(IMeasuringDevice device, string store) =>
        new(device, DeviceFingerprint.Current(), new ContentStore(Path.Combine(folder, store)), CancellationToken.None);

    /// <summary>
    /// A device that computes in blocks of 8 channels and takes a nanosecond for every pair of channels and kernel position, and some for every layer, for pooling,
    /// for starting, and to convert what it is given and what it gives back if those have whole blocks.
    /// </summary>
    /// <param name="runs">Of each model; of a single one the noise is unknown, and counts as 100 %.</param>
    private sealed class StaircaseDevice(int runs = 2) : IMeasuringDevice
    {
        public const int Block = 8;

        private const double Start = 3000, PerElement = 0.05;

        private int measurements;

        /// <summary>Whether the device is slow during a measurement, by its number.</summary>
        public Func<int, bool> IsSlow { get; init; } = _ => false;

        public int Measured { get; private set; }

        public string Name => "staircase";

        public static double Nanoseconds(Model model)
        {
            var total = Start + (model.Graph.Nodes.Any(n => n.OpType.EndsWith("Pool", StringComparison.Ordinal) || n.OpType == "ReduceMean") ? 5000.0 : 0);
            foreach (var end in model.Graph.Inputs.Concat(model.Graph.Outputs).Select(v => v.Type.Shape).Where(s => s is [_, var channels, _, _] && channels.Value % Block == 0))
                total += PerElement * end!.Aggregate(1L, (count, dim) => count * dim.Value!.Value);
            foreach (var layer in model.Graph.Nodes.Where(n => n.OpType is "Conv" or "Gemm"))
            {
                var weight = Weight(model.Graph, layer.Inputs[1]);
                long Up(long count) => (count + Block - 1) / Block * Block;
                total += 500 + (Up(weight[0]) * Up(weight[1]) * weight.Skip(2).Aggregate(1L, (a, b) => a * b));
            }

            return total;
        }

        public Task<DeviceFingerprint> DescribeAsync(CancellationToken cancellation) => Task.FromResult(DeviceFingerprint.Current());

        public Task<MeasurementReport> MeasureAsync(
            IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, IProgress<MeasurementProgress>? progress, CancellationToken cancellation)
        {
            Measured += models.Count(m => !m.Name.StartsWith("reference", StringComparison.Ordinal));
            var isSlow = IsSlow(measurements++);
            return Task.FromResult(new MeasurementReport(DeviceFingerprint.Current(), protocol, [.. models.Select(m => Latency(m, isSlow))]));
        }

        private ModelLatency Latency(ModelUnderTest model, bool isSlow)
        {
            var quiet = Nanoseconds(OnnxFile.Parse(model.Model));
            var time = (isSlow ? (1.5 * quiet) + Start : quiet) / 1e6;
            var samples = new LatencySamples(1, [.. Enumerable.Repeat(time, runs)], []);
            return new ModelLatency(model.Name, LatencyStatistics.Of(samples), samples, null);
        }

        private static IReadOnlyList<long> Weight(Graph graph, string name) =>
            (graph.Constant(name) ?? graph.Constant(graph.Producer(name)!.Inputs[0]))!.Dims;
    }
}
