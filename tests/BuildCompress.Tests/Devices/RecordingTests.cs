using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Units;
using BuildCompress.Devices;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;
using BuildCompress.Devices.Recordings;

namespace BuildCompress.Tests.Devices;

public sealed class RecordingTests : IDisposable
{
    private static readonly DeviceFingerprint Pi = new(new CpuInfo("Cortex-A72", "NEON"), 4, "arm64", "performance", "Linux 6.1", "1.30.0");

    private static readonly ModelUnderTest Small = new("small", [1]);

    private static readonly ModelUnderTest Large = new("large", [2]);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("buildcompress-tests-");

    private string File => Path.Combine(folder.FullName, "devices", "pi4.json");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task WhatWasRecordedIsReplayed()
    {
        var measured = await Record([Small, Large], new LatencyProtocol(), 1.5);

        var replayed = await MeasuringDevices.Open(File).MeasureAsync([Large, Small], new LatencyProtocol(), null, CancellationToken.None);

        Assert.Equal(Pi, replayed.Device);
        Assert.Equal(["large", "small"], replayed.Models.Select(model => model.Name));
        Assert.Equal(measured.Models[0].Statistics, replayed.Models[1].Statistics);
        Assert.Equal(measured.Models[1].PeakMemory, replayed.Models[0].PeakMemory);
    }

    [Fact]
    public async Task NewerNumbersReplaceOlderOnesOfTheSameSettingsOnly()
    {
        await Record([Small, Large], new LatencyProtocol(), 1);
        await Record([Small], new LatencyProtocol { Threads = 2 }, 2);
        await Record([Small], new LatencyProtocol(), 3);

        var recording = Recording.Read(File);

        Assert.Equal(
            [("large", 1, 1.0), ("small", 1, 3.0), ("small", 2, 2.0)],
            recording.Measurements.Select(m => (m.Name, m.Threads, m.Statistics.P25.Value)));
    }

    [Fact]
    public async Task TheSameMeasurementsGiveTheSameBytes()
    {
        await Record([Small, Large], new LatencyProtocol(), 1);
        var first = await System.IO.File.ReadAllBytesAsync(File);
        await Record([Large, Small], new LatencyProtocol(), 1);

        Assert.Equal(first, await System.IO.File.ReadAllBytesAsync(File));
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public async Task WhatWasNotMeasuredIsNotInvented()
    {
        await Record([Small], new LatencyProtocol(), 1);

        Assert.Equal("BCMP5020", await Failure(Large, new LatencyProtocol()));
        Assert.Equal("BCMP5020", await Failure(Small, new LatencyProtocol { Threads = 2 }));
        Assert.Equal("BCMP5020", await Failure(Small, new LatencyProtocol { Parallel = true }));
    }

    [Fact]
    public async Task WhatIsNotKnownWellEnoughDoesNotAnswer()
    {
        await Record([Small], new LatencyProtocol(), 1);
        var recording = Recording.Read(File);
        (recording with { Measurements = [.. recording.Measurements.Select(m => m with { Statistics = m.Statistics with { Noise = 0.05 } })] }).Write(File);

        Assert.Equal("BCMP5020", await Failure(Small, new LatencyProtocol { MaxNoise = 0.04 }));
        Assert.Single((await MeasuringDevices.Open(File).MeasureAsync([Small], new LatencyProtocol { MaxNoise = 0.05 }, null, CancellationToken.None)).Models);
    }

    [Fact]
    public async Task OfTwoMeasurementsOfTheSameTheSurerIsExported()
    {
        await Record([Small, Large], new LatencyProtocol(), 1);
        var recording = Recording.Read(File);
        var noisier = recording.Measurements.Select(m => m with { Statistics = m.Statistics with { Noise = 0.5, Samples = 7 } });

        Assert.Equal(recording.Measurements, recording.With(noisier).Measurements);
        Assert.Equal(recording.Measurements, new Recording(Pi, []).With(noisier).With(recording.Measurements).Measurements);
    }

    [Fact]
    public async Task NumbersOfTwoDevicesDoNotMix()
    {
        await Record([Small], new LatencyProtocol(), 1);
        var other = new RecordingDevice(new FixedDevice(Pi with { Governor = "powersave" }, 2), File);

        var error = await Assert.ThrowsAsync<DiagnosticException>(() => other.MeasureAsync([Small], new LatencyProtocol(), null, CancellationToken.None));

        Assert.Equal("BCMP5021", error.Diagnostics.Single().Id);
        Assert.Equal(1, Recording.Read(File).Measurements.Single().Statistics.P25.Value);
    }

    [Fact]
    public async Task StatisticsThatAreNoneAreNoRecording()
    {
        await Record([Small], new LatencyProtocol(), 1.5);
        var text = await System.IO.File.ReadAllTextAsync(File);
        await System.IO.File.WriteAllTextAsync(File, text.Replace("\"min\": 1.5", "\"min\": 0", StringComparison.Ordinal));

        Assert.Equal("BCMP5021", Assert.Throws<DiagnosticException>(() => MeasuringDevices.Open(File)).Diagnostics.Single().Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"version\":1,\"device\":{},\"measurements\":[]}")]
    [InlineData("{\"version\":2,\"device\":null,\"measurements\":null}")]
    public void AFileThatIsNoRecordingIsNamed(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, text);

        var error = Assert.Throws<DiagnosticException>(() => MeasuringDevices.Open(File));

        Assert.Equal("BCMP5021", error.Diagnostics.Single().Id);
        Assert.Equal(File, error.Diagnostics.Single().Span!.File);
    }

    [Fact]
    public void AMissingFileIsNamed() =>
        Assert.Equal("BCMP5021", Assert.Throws<DiagnosticException>(() => MeasuringDevices.Open(File)).Diagnostics.Single().Id);

    private Task<MeasurementReport> Record(ModelUnderTest[] models, LatencyProtocol protocol, double milliseconds) =>
        new RecordingDevice(new FixedDevice(Pi, milliseconds), File).MeasureAsync(models, protocol, null, CancellationToken.None);

    private async Task<string> Failure(ModelUnderTest model, LatencyProtocol protocol) =>
        (await Assert.ThrowsAsync<DiagnosticException>(() => MeasuringDevices.Open(File).MeasureAsync([model], protocol, null, CancellationToken.None)))
        .Diagnostics.Single().Id;

    /// <summary>A device on which everything takes the same time.</summary>
    private sealed class FixedDevice(DeviceFingerprint fingerprint, double milliseconds) : IMeasuringDevice
    {
        public string Name => "fixed";

        public Task<DeviceFingerprint> DescribeAsync(CancellationToken cancellation) => Task.FromResult(fingerprint);

        public Task<MeasurementReport> MeasureAsync(
            IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, IProgress<MeasurementProgress>? progress, CancellationToken cancellation)
        {
            var samples = new LatencySamples(1, [milliseconds, milliseconds], [milliseconds, milliseconds]);
            return Task.FromResult(new MeasurementReport(
                fingerprint, protocol, [.. models.Select(model => new ModelLatency(model.Name, LatencyStatistics.Of(samples), samples, new Bytes(1000)))]));
        }
    }
}
