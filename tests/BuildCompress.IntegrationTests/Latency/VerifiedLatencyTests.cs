using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Reports;
using BuildCompress.Core.Units;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;
using BuildCompress.Pipeline.Stages;

namespace BuildCompress.IntegrationTests.Latency;

/// <summary>Which of several measurements a latency budget of 1 ms is judged by, each known to 2 %.</summary>
public sealed class VerifiedLatencyTests
{
    private static readonly LatencyPlan Plan = new(LimitMs: 1, ReferenceMs: 2, Relative: false, 0, 0, 0, [new LatencyRound(0.9, 0.9)], 0, "here");

    [Theory]
    [InlineData(1, 0.99)]
    [InlineData(1, 1.1)]
    [InlineData(2, 1.01, 0.99)]
    [InlineData(3, 1.01, 1.01, 1.01)]
    public void AMissWithinTheNoiseIsMeasuredAgainTwiceAtMost(int measurements, params double[] milliseconds)
    {
        var asked = 0;

        var settled = VerifiedLatency.Settled(() => Report(milliseconds[asked++]), Plan);

        Assert.Equal(measurements, asked);
        Assert.Equal(milliseconds[^1], settled.Models[1].Statistics.Latency.Value);
    }

    [Fact]
    public void ADeviceThatGoesAwayBeforeTheRepeatHasSaidMissed()
    {
        var asked = 0;

        var settled = VerifiedLatency.Settled(() => asked++ == 0 ? Report(1.01) : throw Unreachable(), Plan);

        Assert.Equal(2, asked);
        Assert.Equal(1.01, settled.Models[1].Statistics.Latency.Value);
        Assert.Throws<DiagnosticException>(() => VerifiedLatency.Settled(() => throw Unreachable(), Plan));
    }

    private static DiagnosticException Unreachable() => new(DiagnosticCatalog.AgentUnreachable.Because("It is gone.", "Wait."));

    private static MeasurementReport Report(double milliseconds) =>
        new(new DeviceFingerprint(new CpuInfo("Cortex-A72", "NEON"), 4, "arm64", "performance", "Linux 6.1", "1.30.0"), new LatencyProtocol(), [Model("original", 2), Model("result", milliseconds)]);

    private static ModelLatency Model(string name, double milliseconds)
    {
        var time = new LatencyMs(milliseconds);
        return new(name, new LatencyStatistics(time, time, time, time, null, 1, 0, Noise: 0.02, 1, 100), new LatencySamples(1, [], []), null);
    }
}
