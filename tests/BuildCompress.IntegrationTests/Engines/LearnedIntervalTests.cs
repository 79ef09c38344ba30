namespace BuildCompress.IntegrationTests.Engines;

/// <summary>Fused QIL against libtorch's own operations, against the formulas, and against finite differences in double precision.</summary>
[Collection(AloneCollection.Name)]
public sealed class LearnedIntervalTests
{
    [Theory]
    [InlineData(true, false, 1f, 7, 1)]
    [InlineData(true, true, 1f, 1, 1)]
    [InlineData(true, false, 0.6f, 7, 1)]
    [InlineData(true, true, 1.7f, 3, 4)]
    [InlineData(false, true, 1f, 15, 1)]
    [InlineData(false, false, 1f, 3, 1)]
    public void FusedEqualsComposed(bool signed, bool channelsLast, float gamma, int levels, int runs)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(5);
        var x = torch.randn([4, 6, 33, 17]);
        var g = torch.randn([4, 6, 33, 17]);
        (x, g) = channelsLast ? (ChannelsLast.Of(x), ChannelsLast.Of(g)) : (x, g);
        float[] centres = Many(runs, 0.7f), widths = Many(runs, 0.6f), gammas = Many(runs, gamma);

        var fused = Gradients.Of((v, p) => FakeQuantize.LearnedInterval(v, p[0], p[1], p[2], levels, signed, 1.5, 0.25), x, g, centres, widths, gammas);
        var composed = Gradients.Of(
            (v, p) => LearnedIntervalComposition.LearnedInterval(v, p[0], p[1], p[2], levels, signed, 1.5, 0.25), x, g, centres, widths, gammas);

        Gradients.AssertClose(composed, fused);
    }

    /// <summary>Below, on and inside both ends of the interval, for both signs: values by equations 1 to 5, slopes by central differences.</summary>
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    [InlineData(2.0)]
    public void EveryBranchFollowsTheFormula(double gamma)
    {
        using var scope = torch.NewDisposeScope();
        const double c = 0.5, d = 0.375, output = 2;
        const int levels = 7;
        float[] values = [0f, 0.1f, -0.1f, 0.2f, -0.3f, 0.45f, -0.6f, 0.7f, 0.9f, -0.9f, 5f, -5f];

        foreach (var value in values)
        {
            var result = Gradients.Of(
                (v, p) => FakeQuantize.LearnedInterval(v, p[0], p[1], p[2], levels, signed: true, output, 1), torch.tensor([value]),
                torch.tensor([3f]), [(float)c], [(float)d], [(float)gamma]);

            var level = Math.Round(Math.Abs(Transformed(value, c, d, gamma)) * levels, MidpointRounding.ToEven) / levels;
            Assert.Equal(level * Math.Sign(value) * output, result.Y[0], 1e-5);
            Assert.Equal(3 * output * Slope(h => Transformed(value + h, c, d, gamma)), result.Dx[0], 1e-4);
            Assert.Equal(3 * output * Slope(h => Transformed(value, c + h, d, gamma)), result.Parameters[0][0], 1e-4);
            Assert.Equal(3 * output * Slope(h => Transformed(value, c, d + h, gamma)), result.Parameters[1][0], 1e-4);
            Assert.Equal(3 * output * Slope(h => Transformed(value, c, d, gamma + h)), result.Parameters[2][0], 1e-4);
        }
    }

    /// <summary>The ends belong to the interval: with these numbers all is exact in float.</summary>
    [Theory]
    [InlineData(0.25f, 0)]
    [InlineData(0.75f, 1)]
    [InlineData(-0.25f, 0)]
    [InlineData(-0.75f, -1)]
    public void TheEndsOfTheIntervalPassTheGradient(float value, double expected)
    {
        using var scope = torch.NewDisposeScope();
        const float alpha = 2;

        var (y, dx, parameters) = Gradients.Of(
            (v, p) => FakeQuantize.LearnedInterval(v, p[0], p[1], p[2], 3, signed: true, 1, 1), torch.tensor([value]), torch.tensor([1f]), [0.5f],
            [0.25f], [1f]);

        var t = Math.Abs(expected);
        Assert.Equal(expected, y[0], 1e-6);
        Assert.Equal(alpha, dx[0], 1e-6);
        Assert.Equal(-alpha * Math.Sign(value), parameters[0][0], 1e-6);
        Assert.Equal(alpha * Math.Sign(value) * (1 - (2 * t)), parameters[1][0], 1e-5);
    }

    [Fact]
    public void ActivationsBelowTheIntervalAreZeroWhateverTheirSign()
    {
        using var scope = torch.NewDisposeScope();

        var y = FakeQuantize.LearnedInterval(
            torch.tensor([-3f, 0f, 0.1f, 0.5f, 2f]), torch.tensor([0.5f]), torch.tensor([0.375f]), torch.tensor([1f]), 3, signed: false, 1, 1);

        float[] expected = [0, 0, 0, 2 / 3f, 1];
        Assert.Equal(expected, y.data<float>().ToArray());
    }

    [Fact]
    public void GradientsDoNotDependOnThreads() =>
        Gradients.AssertSameForAllThreads((v, p) => FakeQuantize.LearnedInterval(v, p[0], p[1], p[2], 7, true, 1, 1), [0.7f], [0.6f], [1.2f]);

    [Fact]
    public void Bfloat16IsComputedInFloat() =>
        Gradients.AssertBfloat16IsComputedInFloat((v, p) => FakeQuantize.LearnedInterval(v, p[0], p[1], p[2], 7, true, 1, 1), [0.7f], [0.6f], [1f]);

    private static double Transformed(double w, double c, double d, double gamma)
    {
        var t = (0.5 * (Math.Abs(w) - c) / d) + 0.5;
        return t < 0 ? 0 : t > 1 ? Math.Sign(w) : Math.Pow(t, gamma) * Math.Sign(w);
    }

    private static double Slope(Func<double, double> f) => (f(1e-6) - f(-1e-6)) / 2e-6;

    private static float[] Many(int runs, float first) => [.. Enumerable.Range(0, runs).Select(i => first + (0.05f * i))];
}
