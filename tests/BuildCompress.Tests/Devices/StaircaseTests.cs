using BuildCompress.Devices.Prediction;

namespace BuildCompress.Tests.Devices;

public sealed class StaircaseTests
{
    [Theory]
    [InlineData(16, 16)]
    [InlineData(4, 16)]
    [InlineData(8, 4)]
    [InlineData(1, 1)]
    public void BlocksAndCoefficientsAreFoundFromNoisySamples(int inputBlock, int outputBlock)
    {
        var truth = new Staircase(inputBlock, outputBlock, 3000, 40, 20, 5);
        var random = new Random(1);
        var samples = Samples((i, o) => truth.At(i, o) * (1 + (0.01 * (random.NextDouble() - 0.5))), 2);

        var fit = Staircase.Fit(samples);

        Assert.Equal((inputBlock, outputBlock), (fit.InputBlock, fit.OutputBlock));
        foreach (var (i, o) in new[] { (5, 61), (33, 17), (64, 64), (90, 3) })
            Assert.Equal(1, fit.At(i, o) / truth.At(i, o), tolerance: 0.02);
    }

    [Fact]
    public void CoefficientsAreNeverNegative()
    {
        var fit = Staircase.Fit(Samples((i, o) => 1000 + (10_000.0 / i) + o, 4));
        Assert.True(fit is { Fixed: >= 0, PerInput: >= 0, PerOutput: >= 0, PerPair: >= 0 }, fit.ToString());
    }

    [Fact]
    public void WhatTheStaircaseMissesIsKnownWhereItWasMeasured()
    {
        double Odd(int inputs, int outputs) => 2000 + (inputs * outputs) + (outputs < 16 ? 9000 : 0);
        var times = new LayerTimes(Samples(Odd, 4));
        Assert.Equal(Odd(12, 8), times.At(12, 8), tolerance: 1e-6);
        Assert.Equal(Odd(32, 16), times.At(32, 16), tolerance: 1e-6);
    }

    [Fact]
    public void ADepthwiseLayerDependsOnItsChannelsOnly()
    {
        List<LayerSample> samples = [.. Enumerable.Range(1, 16).Select(k => new LayerSample(4 * k, 4 * k, 500 + (30.0 * 4 * k)))];
        var times = new LayerTimes(samples, tied: true);
        Assert.Equal(500 + (30.0 * 22), times.At(22, 22), tolerance: 20.0);
        Assert.Equal(0, times.Staircase.PerInput);
    }

    [Fact]
    public void AQuadraticModelCannotFollowAStaircase()
    {
        var truth = new Staircase(16, 16, 1000, 0, 0, 10);
        var samples = Samples(truth.At, 4);
        var quadratic = LayerTimes.Quadratic(samples);
        var misses = samples.Average(s => Math.Abs(quadratic.At(s.Inputs, s.Outputs) - s.Time) / s.Time);
        Assert.InRange(misses, 0.03, 0.5);
        Assert.Equal(0, samples.Average(s => Math.Abs(new LayerTimes(samples).At(s.Inputs, s.Outputs) - s.Time) / s.Time), tolerance: 1e-3);
    }

    private static List<LayerSample> Samples(Func<int, int, double> time, int step) =>
        [.. from i in Enumerable.Range(1, 64 / step) from o in Enumerable.Range(1, 64 / step) select new LayerSample(i * step, o * step, time(i * step, o * step))];
}
