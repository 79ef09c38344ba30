using BuildCompress.Core.Manifests;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.IntegrationTests.Pipeline;
using BuildCompress.Onnx.Coupling;
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
        var fit = Fit(imported, coupling, settings, device);

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
        var (imported, coupling) = Resnet8();
        var settings = Settings(QuantiseMethod.None, granularity: 1, dropBlocks: true);
        var model = Fit(imported, coupling, settings, new StaircaseDevice()).Run();
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
        var (imported, coupling) = Resnet8();
        var settings = Settings(QuantiseMethod.None, dropBlocks: true);
        var model = Fit(imported, coupling, settings, new StaircaseDevice()).Run();
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
        var (imported, coupling) = Resnet8();
        var settings = Settings(QuantiseMethod.None, dropBlocks: true);
        var model = Fit(imported, coupling, settings, new StaircaseDevice()).Run();
        model = model.With(model.Calibration with { PerLayer = 1e9 });

        var groups = model.OnGrid(coupling, SelectionGroups.Of(coupling, settings.Prune));

        Assert.All(coupling.Groups.Where(g => g.MayVanish), g => Assert.True(groups[g.Id].Allows(0)));
        var row = model.Row(coupling, groups, "latency", 1);
        Assert.True(row.Value([.. groups.Select(g => g.SmallestAllowed)]) < row.Value([.. groups.Select(g => g.Size)]));
    }

    [Fact]
    public void NothingIsMeasuredTwice()
    {
        if (SharedData.IsMissing)
            return;
        var (imported, coupling) = Resnet8();
        var device = new StaircaseDevice();
        LatencyCalibration Calibration() => Fit(imported, coupling, Settings(QuantiseMethod.None), device).Run().Calibration;

        var first = Calibration();
        var measured = device.Measured;
        var second = Calibration();

        Assert.True(measured > 0);
        Assert.Equal(measured, device.Measured);
        Assert.Equal(first, second);
    }

    /// <summary>Neighbours that last longer than a measurement: in a fifth of them everything takes half as long again, and every start 3 µs more.</summary>
    [Fact]
    public void WhatWasMeasuredWhileTheDeviceWasSlowIsMeasuredAgain()
    {
        if (SharedData.IsMissing)
            return;
        var (imported, coupling) = Resnet8();
        LatencyCalibration Calibration(StaircaseDevice device, string store) => Fit(imported, coupling, Settings(QuantiseMethod.None), device, store).Run().Calibration;
        var (steady, moody) = (new StaircaseDevice(), new StaircaseDevice { IsSlow = measurement => measurement % 5 == 2 });

        var expected = Calibration(steady, "steady");

        Assert.Equal(expected, Calibration(moody, "moody"));
        Assert.InRange(moody.Measured, steady.Measured + 1, steady.Measured * 1.5);
        // What lies in the store is what counted, not what came last: a later run plans the same from it.
        var later = new StaircaseDevice { IsSlow = _ => true };
        Assert.Equal((expected, 0), (Calibration(later, "moody"), later.Measured));
    }

    /// <summary>In four fifths of the measurements, at random: the limit of repeats is not enough.</summary>
    [Fact]
    public void OfADeviceThatIsMostlySlowPredictionsAreStillNear()
    {
        if (SharedData.IsMissing)
            return;
        var (imported, coupling) = Resnet8();
        var settings = Settings(QuantiseMethod.None);
        var device = new StaircaseDevice { IsSlow = measurement => new Random(measurement).NextDouble() < 0.8 };

        var model = Fit(imported, coupling, settings, device).Run();

        var networks = new WidthSamples(imported.Model, coupling, model.OnGrid(coupling, SelectionGroups.Of(coupling, settings.Prune)));
        var random = new Random(7);
        foreach (var network in Enumerable.Range(0, 10).Select(_ => networks.Random(random)))
            Assert.InRange(model.Predict(network) / StaircaseDevice.Nanoseconds(ArtifactForm.Timed(network, settings.Quantise)), 0.9, 1.1);
    }

    private static (ImportedModel Imported, CouplingMap Coupling) Resnet8()
    {
        var imported = ClassifierImport.Load(SharedData.Path("models/cifar10-mlperftiny-resnet8.onnx"));
        return (imported, AnalyseStage.Run(imported, ResidualMode.Tied));
    }

    private static CompressSettings Settings(QuantiseMethod method, int granularity = 4, bool dropBlocks = false)
    {
        var quantise = QuantiseDefaults.Int8 with { Method = method };
        return new CompressSettings(1, new PruneSettings(ImportanceKind.L1, granularity, Balance: false, dropBlocks), quantise.Training, quantise);
    }

    private LatencyModelFit Fit(ImportedModel imported, CouplingMap coupling, CompressSettings settings, StaircaseDevice device, string store = "") => new(
        imported, coupling, settings, new StoredMeasurements(device, DeviceFingerprint.Current(), new ContentStore(Path.Combine(folder, store)), CancellationToken.None),
        threads: 1, parallel: false, (_, _, _) => { });
}
