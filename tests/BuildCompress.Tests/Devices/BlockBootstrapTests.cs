using BuildCompress.Devices.Measurement;

namespace BuildCompress.Tests.Devices;

/// <summary>The interval of a quartile over blocks, judged by simulated machines whose true quartile is known.</summary>
public sealed class BlockBootstrapTests
{
    [Fact]
    public void EqualBlocksHaveNoNoise()
    {
        var statistics = LatencyStatistics.Of(new LatencySamples(4, [.. Enumerable.Repeat(new[] { 1.0, 1.1, 1.2, 1.3 }, 8).SelectMany(block => block)], []));

        Assert.Equal(0, statistics.Noise, 1e-12);
        Assert.Equal(1, statistics.Drift, 1e-12);
    }

    [Fact]
    public void TheIntervalHoldsTheTruthAboutNineteenTimesInTwenty()
    {
        var random = new Random(7);
        const int Machines = 200;
        var held = 0;
        for (var machine = 0; machine < Machines; machine++)
        {
            var samples = Simulate(random, blocks: 24, runs: 15, mood: 0.01);
            var statistics = LatencyStatistics.Of(samples);
            // Moods are symmetric, so the quartile of uniform 1..2 stays 1.25.
            var p25 = statistics.CpuP25!.Value.Value;
            if (Math.Abs(p25 - 1.25) <= NoiseOfP25(samples) * p25)
                held++;
        }
        Assert.InRange(held, Machines * 0.85, Machines);
    }

    [Fact]
    public void NoiseGrowsWithTheMoodOfBlocksWhereRunsAloneWouldNotShowIt()
    {
        var calm = NoiseOfP25(Simulate(new Random(1), blocks: 24, runs: 100, mood: 0.001));
        var moody = NoiseOfP25(Simulate(new Random(1), blocks: 24, runs: 100, mood: 0.1));

        Assert.True(moody > 2 * calm, $"{moody} against {calm}");
    }

    [Fact]
    public void OneBlockAloneIsNotTakenForCertain()
    {
        double[] wall = [1, 1.4, 1.1, 1.3, 1.2, 1.6, 1.05, 1.5];

        Assert.True(NoiseOfP25(new LatencySamples(8, [.. wall.Select(time => 2 * time)], wall)) > 0.01);
        Assert.Equal(1, NoiseOfP25(new LatencySamples(1, [1], [])));
    }

    [Fact]
    public void WhereOnlyTheShortestRunsAreUndisturbedTheNoiseIsTheirs()
    {
        // Every block reaches the same minimum, whatever happens above it.
        double[] wall = [.. Enumerable.Range(0, 10).SelectMany(block => new[] { 1, 1.2 + 0.1 * block, 1.3 + 0.1 * block, 1.4 + 0.1 * block })];

        var statistics = LatencyStatistics.Of(new LatencySamples(4, wall, []));

        Assert.Equal(statistics.Min, statistics.Latency);
        Assert.Equal(0, statistics.Noise, 1e-12);
    }

    [Fact]
    public void NeighboursWhoComeAreNotTakenForThrottlingWithoutACpuClock()
    {
        double[] wall = [.. Enumerable.Range(0, 160).Select(run => run < 80 ? 1.0 + run % 2 : 1.2 + run % 2)];

        Assert.True(LatencyStatistics.Of(new LatencySamples(10, wall, [])) is { Contended: true, Throttled: false, Drift: > 1.1 });
    }

    [Fact]
    public void AProcessorThatSlowsDownIsNoticed()
    {
        double[] wall = [.. Enumerable.Range(0, 160).Select(run => run < 80 ? 1.0 : 1.2)];

        var statistics = LatencyStatistics.Of(new LatencySamples(10, wall, wall));

        Assert.Equal(1.2, statistics.Drift, 1e-12);
        Assert.True(statistics.Throttled);
    }

    [Fact]
    public void TheRatioOfModelsMeasuredTogetherIsSteadierThanEither()
    {
        var random = new Random(3);
        var first = new List<double>();
        var second = new List<double>();
        for (var block = 0; block < 24; block++)
        {
            var mood = 1 + 0.2 * random.NextDouble(); // hits both alike
            for (var run = 0; run < 15; run++)
            {
                first.Add(mood * (1 + 0.001 * random.NextDouble()));
                second.Add(0.5 * mood * (1 + 0.001 * random.NextDouble()));
            }
        }

        var ratio = LatencyRatio.Of(Model([.. first]), Model([.. second]));

        Assert.InRange(ratio.Value, 0.49, 0.51);
        Assert.True(ratio.Low <= ratio.Value && ratio.Value <= ratio.High);
        Assert.True(ratio.IsSignificant);
        Assert.True((ratio.High - ratio.Low) / ratio.Value < 0.02, $"{ratio.Low} to {ratio.High}");
        Assert.False(LatencyRatio.Of(Model([.. first]), Model([.. first])).IsSignificant);
    }

    private static double NoiseOfP25(LatencySamples samples) => LatencyStatistics.Of(samples).Noise;

    /// <summary>CPU times uniform in 1..2 times a factor that a whole block shares. Every run waits as long as it computes, so their quartile is the latency.</summary>
    private static LatencySamples Simulate(Random random, int blocks, int runs, double mood)
    {
        var wall = new double[blocks * runs];
        for (var block = 0; block < blocks; block++)
        {
            var factor = 1 + mood * (2 * random.NextDouble() - 1);
            for (var run = 0; run < runs; run++)
                wall[block * runs + run] = factor * (1 + random.NextDouble());
        }
        return new LatencySamples(runs, [.. wall.Select(time => 2 * time)], wall);
    }

    private static ModelLatency Model(double[] wall)
    {
        var samples = new LatencySamples(15, wall, []);
        return new ModelLatency("model", LatencyStatistics.Of(samples), samples, null);
    }
}
