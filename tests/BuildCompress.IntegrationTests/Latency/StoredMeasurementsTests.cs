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
    public void ADeviceThatIsSlowMostOfTheTimeIsTakenAsItIs()
    {
        var models = Enumerable.Range(1, 100).Select(Net).ToList();
        ModelUnderTest[] references = [new("reference", OnnxFile.ToBytes(ResidualGraph.Classifier(seed: 1, classes: 10, stem: 16, 8)))];
        var device = new StaircaseDevice { IsSlow = measurement => measurement > 0 };

        Measurements(device).Nanoseconds(models, new LatencyProtocol(), (_, _) => { }, references);

        Assert.InRange(device.Measured, models.Count, 1.5 * models.Count);
    }

    /// <summary>The first of four measurements of a hundred models is refused, or one model's ever.</summary>
    [Fact]
    public void ARefusedMeasurementIsTriedAgainWhenTheOthersAreDone()
    {
        var (models, protocol) = (Enumerable.Range(1, 100).Select(Net).ToList(), new LatencyProtocol());
        var (once, always) = (new StaircaseDevice { IsNoisy = measurement => measurement == 0 }, new StaircaseDevice { IsNoisy = _ => true });

        Assert.Equal(models.Select(m => StaircaseDevice.Nanoseconds(OnnxFile.Parse(m.Model))), Measurements(once).Nanoseconds(models, protocol, (_, _) => { }));
        var refused = Assert.Throws<DiagnosticException>(() => Measurements(always, "always").Nanoseconds(models, protocol, (_, _) => { }));
        Assert.Equal(DiagnosticCatalog.NoisyMeasurement.Id, refused.Diagnostics[0].Id);
    }

    private static ModelUnderTest Net(int seed) => new($"{seed}", OnnxFile.ToBytes(ResidualGraph.Classifier(seed: seed, classes: 10, stem: 8, 8)));

    private StoredMeasurements Measurements(IMeasuringDevice device, string store = "") =>
        new(device, DeviceFingerprint.Current(), new ContentStore(Path.Combine(folder, store)), CancellationToken.None);
}
