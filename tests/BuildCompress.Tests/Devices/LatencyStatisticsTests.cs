using BuildCompress.Devices.Measurement;

namespace BuildCompress.Tests.Devices;

public sealed class LatencyStatisticsTests
{
    [Fact]
    public void QuantilesLieBetweenTheNearestRanks()
    {
        var statistics = LatencyStatistics.Of(LatencySamples.Unblocked([1.004, 1, 1.003, 1.001, 1.002], []));

        Assert.Equal((1, 1.001, 1.002), (statistics.Min.Value, statistics.P25.Value, statistics.P50.Value));
        Assert.Equal(1.0038, statistics.P95.Value, 1e-12);
        Assert.Equal(0.002 / 1.002, statistics.Dispersion, 1e-12);
        Assert.Equal(5, statistics.Samples);
        Assert.Null(statistics.CpuP25);
    }

    [Fact]
    public void QuietSamplesReportTheLowerQuartile()
    {
        var statistics = LatencyStatistics.Of(LatencySamples.Unblocked([1.00, 1.01, 1.01, 1.02, 9], [1.00, 1.01, 1.01, 1.02, 1.02]));

        Assert.False(statistics.Contended);
        Assert.Equal(statistics.P25, statistics.Latency);
    }

    [Fact]
    public void WaitingForACoreIsContentionAndCpuTimeIsReportedInstead()
    {
        var statistics = LatencyStatistics.Of(LatencySamples.Unblocked([2, 2, 2, 2], [1, 1, 1, 1]));

        Assert.True(statistics.Contended);
        Assert.Equal(1, statistics.Latency.Value);
    }

    [Fact]
    public void ARunThatEscapedItsNeighboursCountsMoreThanCpuTimeThatTheySlowedDown()
    {
        var statistics = LatencyStatistics.Of(LatencySamples.Unblocked([1, 1.10, 1.11, 1.12, 1.12], [1, 1.0999, 1.1099, 1.12, 1.12]));

        Assert.True(statistics.Contended);
        Assert.Equal(1, statistics.Latency.Value);
    }

    [Fact]
    public void TheLowerQuartileIsOfTheRunsWithinTwoPercentOfTheShortest()
    {
        var statistics = LatencyStatistics.Of(LatencySamples.Unblocked([1.3, 1.01, 1.019, 1.0, 1.03, 1.4, 1.005, 2], []));

        Assert.Equal(0.5, statistics.Undisturbed);
        Assert.Equal(1.00375, statistics.P25.Value, 1e-12); // of 1, 1.005, 1.01, 1.019
        Assert.False(statistics.Contended);
    }

    [Fact]
    public void TheLatencyDoesNotJumpWhereContentionBegins()
    {
        static LatencyStatistics Spread(double spread) =>
            LatencyStatistics.Of(LatencySamples.Unblocked([.. Enumerable.Range(0, 401).Select(i => 1 + spread * i / 400)], []));
        var statistics = Enumerable.Range(0, 200).Select(i => Spread(i * 0.001)).ToList();

        Assert.False(statistics[0].Contended);
        Assert.True(statistics[^1].Contended);
        Assert.All(statistics.Zip(statistics.Skip(1)), pair => Assert.Equal(pair.First.Latency.Value, pair.Second.Latency.Value, 0.0005));
    }

    [Fact]
    public void WithoutCpuTimeAContendedMeasurementReportsItsMinimum()
    {
        var statistics = LatencyStatistics.Of(LatencySamples.Unblocked([1, 1.5, 1.6, 1.7], []));

        Assert.True(statistics.Contended);
        Assert.Equal(1, statistics.Latency.Value);
    }

    [Fact]
    public void AClockTooCoarseToSeeARunIsNone()
    {
        var statistics = LatencyStatistics.Of(new LatencySamples(2, [1, 1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 10, 0, 0, 0, 0]));

        Assert.Null(statistics.CpuP25);
        Assert.Equal(1, statistics.Latency.Value);
        Assert.True(statistics.IsUsable);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void StatisticsThatNoMeasurementGivesAreToldApart(double factor, bool usable)
    {
        var statistics = LatencyStatistics.Of(LatencySamples.Unblocked([1, 2, 3, 4], []));
        var scaled = statistics with
        {
            Min = new(statistics.Min.Value * factor), P25 = new(statistics.P25.Value * factor), P50 = new(statistics.P50.Value * factor),
            P95 = new(statistics.P95.Value * factor),
        };

        Assert.Equal(usable, scaled.IsUsable);
    }

    [Fact]
    public void SamplesOfOneModelAreBounded()
    {
        var protocol = new LatencyProtocol { ShortestBlock = TimeSpan.FromHours(1), TimePerModel = TimeSpan.FromHours(1) };

        Assert.True(protocol.IsValid);
        Assert.InRange((long)protocol.RunsInBlock(TimeSpan.FromMicroseconds(1)) * protocol.MaxBlocks, 1, 1 << 16);
    }

    [Theory]
    [InlineData(0.01, 300)] // fills the shortest block
    [InlineData(1, 15)]
    [InlineData(100, 6)] // as many as the time allows
    [InlineData(5000, 1)]
    public void RunsPerBlockFollowTheModelsSpeed(double milliseconds, int expected) =>
        Assert.Equal(expected, new LatencyProtocol { ShortestBlock = TimeSpan.FromMilliseconds(3) }.RunsInBlock(TimeSpan.FromMilliseconds(milliseconds)));

    /// <summary>A machine that is slow for tenths of a second would otherwise be slow throughout.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(20)]
    [InlineData(1000)]
    public void AMeasurementOutlastsASlowPhaseOfTheMachine(double milliseconds)
    {
        var protocol = new LatencyProtocol();

        var seconds = protocol.Blocks * protocol.RunsInBlock(TimeSpan.FromMilliseconds(milliseconds)) * milliseconds / 1000;

        Assert.InRange(seconds, 1.9, 8);
    }
}
