using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;
using BuildCompress.Onnx;
using BuildCompress.Pipeline.Latency;
using BuildCompress.Pipeline.Store;

namespace BuildCompress.IntegrationTests.Latency;

/// <summary>What is measured again, and when it is enough.</summary>
public sealed class StoredMeasurementsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("buildcompress-latency-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void WhatIsNotSureIsMeasuredAgainTheNextTime()
    {
        var (noisy, quiet) = (new StaircaseDevice(runs: 1), new StaircaseDevice());
        var model = Net(1);
        void Ask(StaircaseDevice device) => Measurements(device).Nanoseconds([model], new LatencyProtocol(), (_, _) => { });

        Ask(noisy);
        Ask(noisy);
        Assert.Equal(2, noisy.Measured);
        Ask(quiet);
        Ask(quiet);
        Assert.Equal(1, quiet.Measured);
    }

    [Fact]
    public void OfADeviceThatIsSlowMostOfTheTimeThePaceIsTakenOff()
    {
        var models = Enumerable.Range(1, 200).Select(Net).ToList();
        var device = new StaircaseDevice { IsSlow = measurement => measurement > 2 };
        var measurements = Measurements(device);

        double[] Times(StoredMeasurements by) => by.Nanoseconds(models, new LatencyProtocol(), (_, _) => { }, References);

        Times(measurements);
        Times(measurements);
        var times = Times(measurements);

        Assert.InRange(device.Measured, models.Count, (2 * models.Count) + 32);
        AreNearly(models, times);
        Assert.Equal(times, Times(Measurements(new StaircaseDevice())));
    }

    /// <summary>Slow at first, so that what was measured then is measured again beside others, once faster and once slower than before.</summary>
    [Fact]
    public void TheStoreHoldsWhatCountedOfEachModel()
    {
        var (models, protocol) = (Enumerable.Range(1, 100).Select(Net).ToList(), new LatencyProtocol());
        var device = new StaircaseDevice { IsSlow = measurement => measurement is 0 or 1 or 5 };
        var measurements = Measurements(device);
        measurements.Nanoseconds([.. models.Take(64)], protocol, (_, _) => { }, References);
        measurements.Nanoseconds([.. models.Skip(64)], protocol, (_, _) => { }, References);
        var mixed = models.Take(64).Index().OrderBy(m => m.Index % 2).Select(m => m.Item).ToList();

        var counted = measurements.Nanoseconds([.. mixed, .. models.Skip(64)], protocol, (_, _) => { }, References);

        Assert.Equal(models.Count + 64 + 32, device.Measured);
        var later = new StaircaseDevice { IsSlow = _ => true };
        Assert.Equal(counted, Measurements(later).Nanoseconds([.. mixed, .. models.Skip(64)], protocol, (_, _) => { }, References));
        Assert.Equal(0, later.Measured);
    }

    /// <summary>Stopped after a fast and two slow batches of four, by what a device's IsSlow throws.</summary>
    [Fact]
    public void WhatAStoppedRunMeasuredWhileTheDeviceWasSlowDoesNotMisleadALaterOne()
    {
        var (models, protocol) = (Enumerable.Range(1, 128).Select(Net).ToList(), new LatencyProtocol());
        var stopped = new StaircaseDevice { IsSlow = measurement => measurement == 3 ? throw new OperationCanceledException() : measurement > 0 };
        Assert.Throws<OperationCanceledException>(() => Measurements(stopped).Nanoseconds(models, protocol, (_, _) => { }, References));
        var later = new StaircaseDevice { IsSlow = _ => true };

        var times = Measurements(later).Nanoseconds(models, protocol, (_, _) => { }, References);

        Assert.InRange(later.Measured, 32, 3 * 32);
        AreNearly(models, times);
    }

    /// <summary>Half of the layers are measured again, then all of the networks: the device was slow.</summary>
    [Fact]
    public void WhatLayersUseUpOfTheRepeatsIsNotTakenFromNetworks()
    {
        var (layers, networks) = (Enumerable.Range(1, 200).Select(Net).ToList(), Enumerable.Range(201, 64).Select(Net).ToList());
        var (asLayers, asNetworks) = (new LatencyProtocol { MaxNoise = 0.3 }, new LatencyProtocol { MaxNoise = 0.2 });
        var before = int.MaxValue;
        var device = new StaircaseDevice { IsSlow = number => number < before ? number % 8 > 3 : number <= before + 1 };
        var measurements = Measurements(device);
        measurements.Nanoseconds(layers, asLayers, (_, _) => { }, References);
        Assert.InRange(device.Measured, 1.5 * layers.Count, 2 * layers.Count);
        before = device.Measurements;

        var times = measurements.Nanoseconds(networks, asNetworks, (_, _) => { }, References);

        Assert.Equal(networks.Select(m => StaircaseDevice.Nanoseconds(OnnxFile.Parse(m.Model))), times);
    }

    [Fact]
    public void LargeModelsAreNotAllInMemoryAtTheSameTime()
    {
        var device = new StaircaseDevice();
        var net = ResidualGraph.Classifier(seed: 1, classes: 10, stem: 8, 8);
        ModelUnderTest Large(char text) => new($"{text}", OnnxFile.ToBytes(net with { DocString = new string(text, 70 << 20) }));

        Measurements(device).Nanoseconds([Large('a'), Large('b'), Net(1)], new LatencyProtocol(), (_, _) => { });

        Assert.Equal((2, 3), (device.Measurements, device.Measured));
    }

    /// <summary>The first of four measurements of a hundred models is refused, or every one.</summary>
    [Fact]
    public void ARefusedMeasurementIsTriedAgainWhenTheOthersAreDone()
    {
        var (models, protocol) = (Enumerable.Range(1, 100).Select(Net).ToList(), new LatencyProtocol());
        var (once, always) = (new StaircaseDevice { IsNoisy = measurement => measurement == 0 }, new StaircaseDevice { IsNoisy = _ => true });

        Assert.Equal(models.Select(m => StaircaseDevice.Nanoseconds(OnnxFile.Parse(m.Model))), Measurements(once).Nanoseconds(models, protocol, (_, _) => { }));
        var refused = Assert.Throws<DiagnosticException>(() => Measurements(always, "always").Nanoseconds(models, protocol, (_, _) => { }));
        Assert.Equal(DiagnosticCatalog.NoisyMeasurement.Id, refused.Diagnostics[0].Id);
    }

    [Fact]
    public void WhatIsOnlySlowIsKnownWellEnoughWhenTheDeviceBecomesNoisy()
    {
        var models = Enumerable.Range(1, 128).Select(Net).ToList();
        var device = new StaircaseDevice { IsSlow = measurement => measurement == 1, IsNoisy = measurement => measurement > 3 };

        var times = Measurements(device).Nanoseconds(models, new LatencyProtocol(), (_, _) => { }, References);

        Assert.Equal(models.Count, device.Measured);
        AreNearly(models, times);
    }

    /// <summary>The device was fast in an earlier run, and is slow while the first of two batches of new models is measured.</summary>
    [Fact]
    public void HowFastTheDeviceWasInAnEarlierRunIsRemembered()
    {
        var protocol = new LatencyProtocol();
        Measurements(new StaircaseDevice()).Nanoseconds([Net(1)], protocol, (_, _) => { }, References);
        var device = new StaircaseDevice { IsSlow = measurement => measurement == 0 };
        var models = Enumerable.Range(1, 34).Select(Net).ToList();

        var times = Measurements(device).Nanoseconds(models, protocol, (_, _) => { }, References);

        Assert.Equal(models.Select(m => StaircaseDevice.Nanoseconds(OnnxFile.Parse(m.Model))), times);
    }

    /// <summary>Within 5 % of what the device takes when it is fast: slow, it takes more than half as long again.</summary>
    private static void AreNearly(IReadOnlyList<ModelUnderTest> models, double[] times) =>
        Assert.All(models.Zip(times), m => Assert.InRange(m.Second / StaircaseDevice.Nanoseconds(OnnxFile.Parse(m.First.Model)), 0.95, 1.05));

    private static IReadOnlyList<ModelUnderTest> References =>
        [new("reference", OnnxFile.ToBytes(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 16, 8)))];

    private static ModelUnderTest Net(int seed) => new($"{seed}", OnnxFile.ToBytes(ResidualGraph.Classifier(seed: seed, classes: 10, stem: 8, 8)));

    private StoredMeasurements Measurements(IMeasuringDevice device, string store = "") =>
        new(device, DeviceFingerprint.Current(), new ContentStore(Path.Combine(folder, store)), CancellationToken.None);
}
