using System.Runtime.InteropServices;

namespace BuildCompress.IntegrationTests.Engines;

/// <summary>The fused quantiser against libtorch's own operations and against the formulas.</summary>
[Collection(AloneCollection.Name)]
public sealed class FakeQuantizeTests
{
    // Float sums of some ten thousand terms in another order.
    private const double SumTolerance = 1e-5;

    [Theory]
    [InlineData(false, 0, 255, 0)]
    [InlineData(true, 0, 255, 0)]
    [InlineData(false, 0, 255, 117)]
    [InlineData(true, -128, 127, 0)]
    [InlineData(true, 0, 15, 0)]
    public void FusedEqualsComposedPerTensor(bool channelsLast, long qMin, long qMax, long zeroPoint)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(7);
        const float step = 0.03f;
        var x = Laid(WithBoundaries(torch.randn([4, 6, 33, 17]) * 3, step), channelsLast);
        var g = Laid(torch.randn([4, 6, 33, 17]), channelsLast);

        var fused = Run(FakeQuantize.LearnedStep, x, g, step, qMin, qMax, zeroPoint);
        var composed = Run(LearnedStepComposition.LearnedStep, x, g, step, qMin, qMax, zeroPoint);

        Assert.Equal(composed.Y, fused.Y);
        AssertClose(composed.Dx, fused.Dx);
        AssertClose(composed.Ds, fused.Ds);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FusedEqualsComposedPerChannel(bool channelsLast)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(8);
        var w = Laid(torch.randn([24, 5, 3, 3]), channelsLast);
        var g = torch.randn([24, 5, 3, 3]);
        var steps = Enumerable.Range(1, 24).Select(i => 0.002f * i).ToArray();

        var fused = Run((x, s) => FakeQuantize.LearnedStepPerChannel(x, s, -128, 127, 0.125), w, g, steps);
        var composed = Run((x, s) => LearnedStepComposition.LearnedStepPerChannel(x, s, -128, 127, 0.125), w, g, steps);

        Assert.Equal(composed.Y, fused.Y);
        AssertClose(composed.Dx, fused.Dx);
        AssertClose(composed.Ds, fused.Ds);
    }

    [Fact]
    public void EveryBranchFollowsTheFormula()
    {
        using var scope = torch.NewDisposeScope();
        const float s = 0.5f;
        float[] x = [-3f, -0.01f, 0f, 0.2f, 0.25f, 0.75f, 1.2f, 7.4f, 7.5f, 7.51f, 100f];
        float[] g = [1f, 2f, 4f, 8f, 16f, 32f, 64f, 128f, 256f, 512f, 1024f];

        foreach (var (value, gradient) in x.Zip(g))
        {
            var (y, dx, ds) = Run((t, step) => FakeQuantize.LearnedStep(t, step, 0, 15, 1), torch.tensor([value]), torch.tensor([gradient]), [s]);
            var v = value / s;
            var inside = v is >= 0 and <= 15;
            var level = MathF.Round(Math.Clamp(v, 0, 15), MidpointRounding.ToEven);
            Assert.Equal(level * s, y[0]);
            Assert.Equal(inside ? gradient : 0, dx[0]);
            Assert.Equal(gradient * (inside ? level - v : level), ds[0], 3e-5f * gradient);
        }
    }

    [Fact]
    public void ScaleGradientDoesNotDependOnThreads()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(9);
        var before = torch.get_num_threads();
        var x = torch.randn([8, 16, 31, 31]);
        var g = torch.randn([8, 16, 31, 31]);
        try
        {
            var results = new List<float>();
            foreach (var threads in (int[])[1, 2, 3, 7])
            {
                torch.set_num_threads(threads);
                results.Add(Run(FakeQuantize.LearnedStep, x, g, 0.02f, 0, 255, 0).Ds[0]);
            }

            Assert.All(results, ds => Assert.Equal(BitConverter.SingleToInt32Bits(results[0]), BitConverter.SingleToInt32Bits(ds)));
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    [Fact]
    public void GradientMayArriveInAnotherLayout()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.randn([2, 3, 5, 7]);
        var g = torch.randn([2, 3, 5, 7]);

        var same = Run(FakeQuantize.LearnedStep, ChannelsLast.Of(x), ChannelsLast.Of(g), 0.1f, 0, 15, 0);
        var other = Run(FakeQuantize.LearnedStep, ChannelsLast.Of(x), g, 0.1f, 0, 15, 0);

        Assert.Equal(same.Dx, other.Dx);
        Assert.Equal(same.Ds, other.Ds);
    }

    [Fact]
    public void LayoutOfTheInputIsKept()
    {
        using var scope = torch.NewDisposeScope();
        var x = ChannelsLast.Of(torch.randn([2, 3, 5, 7]));

        Assert.Equal(x.stride(), FakeQuantize.LearnedStep(x, torch.tensor([0.1f]), 0, 255, 1).stride());
    }

    [Fact]
    public void Bfloat16IsComputedInFloat()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.randn([3, 4, 9, 9]).to_type(ScalarType.BFloat16);
        var step = torch.tensor([0.1f]);
        var wide = x.to_type(ScalarType.Float32).requires_grad_();
        x.requires_grad_();

        var y = FakeQuantize.LearnedStep(x, step, -8, 7, 1);
        var expected = FakeQuantize.LearnedStep(wide, step, -8, 7, 1);
        y.sum().backward();
        expected.sum().backward();

        Assert.Equal(ScalarType.BFloat16, y.dtype);
        Assert.Equal(Floats(expected.to_type(ScalarType.BFloat16)), Floats(y));
        Assert.Equal(Floats(wide.grad!), Floats(x.grad!));
    }

    [Fact]
    public void WrongNumberOfStepsIsRefused()
    {
        using var scope = torch.NewDisposeScope();

        var error = Assert.Throws<ExternalException>(
            () => FakeQuantize.LearnedStepPerChannel(torch.zeros([4, 3, 1, 1]), torch.ones([3]), -128, 127, 1));

        Assert.Contains("the scale has 3 elements", error.Message);
    }

    private static (float[] Y, float[] Dx, float[] Ds) Run(
        Func<Tensor, Tensor, long, long, double, long, Tensor> quantise, Tensor x, Tensor g, float step, long qMin, long qMax, long zeroPoint) =>
        Run((t, s) => quantise(t, s, qMin, qMax, 0.25, zeroPoint), x, g, [step]);

    private static (float[] Y, float[] Dx, float[] Ds) Run(Func<Tensor, Tensor, Tensor> quantise, Tensor x, Tensor g, float[] steps)
    {
        var input = x.detach().requires_grad_();
        var scale = torch.tensor(steps, requires_grad: true);
        var y = quantise(input, scale);
        y.backward([g]);
        return (Floats(y.detach()), Floats(input.grad!), Floats(scale.grad!));
    }

    /// <summary>Puts values on grid points, on ties between them and on both ends of the grid.</summary>
    private static Tensor WithBoundaries(Tensor x, float step)
    {
        var values = x.data<float>().ToArray();
        for (var i = 0; i < values.Length; i += 3) values[i] = step * (i % 300) / 2;
        return torch.tensor(values, x.shape);
    }

    private static Tensor Laid(Tensor x, bool channelsLast) => channelsLast ? ChannelsLast.Of(x) : x;

    private static float[] Floats(Tensor tensor) => tensor.to_type(ScalarType.Float32).data<float>().ToArray();

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i] == 0, actual[i] == 0);
            Assert.InRange(Math.Abs(expected[i] - actual[i]), 0, SumTolerance * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
