using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Measurement;
using BuildCompress.IntegrationTests.OnnxRuntime;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Devices;

[Collection(TimingCollection.Name)]
public sealed class InterleavedMeasurementTests
{
    private static ModelUnderTest Cifar(string name, string model) => new(name, File.ReadAllBytes(CifarReference.ModelPath(model)));

    [Fact]
    public void AModelIsAsFastAsItself()
    {
        if (SharedData.IsMissing)
            return;

        var report = InterleavedMeasurement.Run(
            [Cifar("first", "cifar10-resnet20"), Cifar("deeper", "cifar10-resnet56"), Cifar("second", "cifar10-resnet20")],
            new LatencyProtocol { TimePerModel = TimeSpan.FromSeconds(2) });

        var (first, deeper, second) = (report.Models[0].Statistics, report.Models[1].Statistics, report.Models[2].Statistics);
        Assert.InRange(first.Min.Value / second.Min.Value, 0.9, 1.1); // the figure least disturbed by other processes
        Assert.InRange(deeper.Min.Value / first.Min.Value, 2, 4.5); // three times the layers
        Assert.All(report.Models, model => Assert.True(model.Statistics.Min <= model.Statistics.P25 && model.Statistics.P25 <= model.Statistics.P95));
        Assert.True(first.Samples >= 8 * 15);
        Assert.NotNull(first.CpuP25);
        Assert.NotEqual("unknown", report.Device.Cpu.Model);
    }

    [Fact]
    public void EveryRoundIsReported()
    {
        if (SharedData.IsMissing)
            return;
        var rounds = new List<MeasurementProgress>();

        InterleavedMeasurement.Run(
            [Cifar("a", "cifar10-resnet20")], new LatencyProtocol { Blocks = 3, MaxBlocks = 3, RunsPerBlock = 2, ShortestBlock = TimeSpan.Zero },
            new Recorder(rounds.Add));

        Assert.Equal([(1, 3), (2, 3), (3, 3)], rounds.Select(round => (round.Block, round.Blocks)));
        Assert.All(rounds, round => Assert.Equal(2, round.Wall.Single().Length));
    }

    [Fact]
    public void ModelsWithSeveralInputsOrOutputsAreMeasured()
    {
        if (SharedData.IsMissing)
            return;

        var report = InterleavedMeasurement.Run(
            [new("yunet", File.ReadAllBytes(SharedData.Path("models/yunet-n-320.onnx")))], new LatencyProtocol { Blocks = 1, MaxBlocks = 1, RunsPerBlock = 2, ShortestBlock = TimeSpan.Zero });

        Assert.True(report.Models.Single().Statistics.P25.Value > 0);
    }

    [Fact]
    public void AnUnusableModelIsNamed()
    {
        var error = Assert.Throws<DiagnosticException>(() => InterleavedMeasurement.Run([new("broken", [1, 2, 3])], new LatencyProtocol()));

        Assert.Equal("BCMP5001", error.Diagnostics.Single().Id);
        Assert.Contains("'broken'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CancellingEndsTheMeasurement()
    {
        if (SharedData.IsMissing)
            return;
        using var stop = new CancellationTokenSource();
        var protocol = new LatencyProtocol { Blocks = 100_000, MaxBlocks = 100_000, TimePerModel = TimeSpan.FromHours(1) };

        Assert.Throws<OperationCanceledException>(() =>
            InterleavedMeasurement.Run([Cifar("a", "cifar10-resnet20")], protocol, new Recorder(_ => stop.Cancel()), stop.Token));
    }

    private sealed class Recorder(Action<MeasurementProgress> record) : IProgress<MeasurementProgress>
    {
        public void Report(MeasurementProgress value) => record(value);
    }
}
