namespace BuildCompress.IntegrationTests.Engines;

/// <summary>Fused LSQ+ against libtorch's own operations and against the formulas in double precision.</summary>
[Collection(AloneCollection.Name)]
public sealed class LearnedOffsetTests
{
    [Theory]
    [InlineData(false, 255, 1)]
    [InlineData(true, 15, 1)]
    [InlineData(true, 3, 4)]
    public void FusedEqualsComposed(bool channelsLast, long high, int runs)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(3);
        var x = torch.randn([4, 6, 33, 17]) * 2;
        var g = torch.randn([4, 6, 33, 17]);
        (x, g) = channelsLast ? (ChannelsLast.Of(x), ChannelsLast.Of(g)) : (x, g);
        float[] steps = [.. Enumerable.Range(1, runs).Select(i => 0.07f * i)], offsets = [.. Enumerable.Range(1, runs).Select(i => -0.3f * i)];

        var fused = Gradients.Of((v, p) => FakeQuantize.LearnedStepAndOffset(v, p[0], p[1], 0, high, 0.25), x, g, steps, offsets);
        var composed = Gradients.Of((v, p) => LearnedOffsetComposition.LearnedStepAndOffset(v, p[0], p[1], 0, high, 0.25), x, g, steps, offsets);

        Gradients.AssertClose(composed, fused);
    }

    [Fact]
    public void EveryBranchFollowsTheFormula()
    {
        using var scope = torch.NewDisposeScope();
        const float s = 0.5f, b = -1.25f;
        float[] values = [-9f, -1.26f, -1.25f, -1.05f, -1f, 0f, 0.3f, 6.2f, 6.25f, 6.26f, 40f];

        for (var i = 0; i < values.Length; i++)
        {
            var g = 1f + i;
            var result = Gradients.Of(
                (v, p) => FakeQuantize.LearnedStepAndOffset(v, p[0], p[1], 0, 15, 1), torch.tensor([values[i]]), torch.tensor([g]), [s], [b]);
            var v = (values[i] - (double)b) / s;
            var inside = v is >= 0 and <= 15;
            var level = Math.Round(Math.Clamp(v, 0, 15), MidpointRounding.ToEven);
            Assert.Equal((level * s) + b, result.Y[0], 1e-6);
            Assert.Equal(inside ? g : 0, result.Dx[0]);
            Assert.Equal(g * (inside ? level - v : level), result.Parameters[0][0], 3e-5 * g);
            Assert.Equal(inside ? 0 : g, result.Parameters[1][0]);
        }
    }

    [Fact]
    public void GradientsDoNotDependOnThreads() =>
        Gradients.AssertSameForAllThreads((v, p) => FakeQuantize.LearnedStepAndOffset(v, p[0], p[1], 0, 15, 1), [0.1f], [-0.5f]);

    [Fact]
    public void Bfloat16IsComputedInFloat() =>
        Gradients.AssertBfloat16IsComputedInFloat((v, p) => FakeQuantize.LearnedStepAndOffset(v, p[0], p[1], 0, 15, 1), [0.1f], [-0.5f]);
}
