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

    /// <summary>The file may be of long ago, when the device or its runtime took another time; entries of one store are about as old as each other.</summary>
    [Fact]
    public async Task WhatIsExportedReplacesTheFilesNumbersAndIsTheSurestOfItsOwn()
    {
        await Record([Small, Large], new LatencyProtocol(), 1);
        var recording = Recording.Read(File);
        RecordedMeasurement[] With(double noise) => [.. recording.Measurements.Select(m => m with { Statistics = m.Statistics with { Noise = noise, Samples = 7 } })];

        Assert.Equal(With(0.2), recording.With(With(0.5).Concat(With(0.2)).Concat(With(0.3))).Measurements);
        Assert.Equal([recording.Measurements[0], With(0.2)[1]], recording.With(With(0.2).Skip(1)).Measurements);
    }

    /// <summary>The machine may have been slower when the networks of a latency model took turns than when one of them was measured again.</summary>
    [Theory]
    [InlineData(0.02, 12)]
    [InlineData(0.03, 1)]
    public async Task OfSureMeasurementsTheOneBesideTheMostOthersCounts(double noise, int beside)
    {
        await Record([Small], new LatencyProtocol(), 1);
        var recording = Recording.Read(File);
        RecordedMeasurement Of(double ownNoise, int others) => recording.Measurements[0] with { Beside = others, Statistics = recording.Measurements[0].Statistics with { Noise = ownNoise } };

        Assert.Equal([Of(beside == 12 ? noise : 0.001, beside)], recording.With([Of(0.001, 1), Of(noise, 12)]).Measurements);
    }

    [Fact]
    public void APlaceThatCannotBeWrittenIsKnownBeforehand()
    {
        Assert.Throws<IOException>(() => Recording.CheckWritable(folder.FullName));
        var file = Path.Combine(folder.FullName, "file");
        System.IO.File.WriteAllText(file, "");
        Assert.Throws<IOException>(() => Recording.CheckWritable(Path.Combine(file, "pi4.json")));

        Recording.CheckWritable(File);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public async Task NumbersOfTwoDevicesDoNotMix()
    {
        await Record([Small], new LatencyProtocol(), 1);

        var error = Assert.Throws<DiagnosticException>(() => Recording.ReadOrNew(File, Pi with { Governor = "powersave" }));

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
    [InlineData("{\"version\":2,\"device\":{},\"measurements\":[]}")]
    [InlineData("{\"version\":3,\"device\":null,\"measurements\":null}")]
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

    private async Task<MeasurementReport> Record(ModelUnderTest[] models, LatencyProtocol protocol, double milliseconds)
    {
        var report = await new FixedDevice(Pi, milliseconds).MeasureAsync(models, protocol, null, CancellationToken.None);
        Recording.ReadOrNew(File, Pi).With(models, report).Write(File);
        return report;
    }

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
