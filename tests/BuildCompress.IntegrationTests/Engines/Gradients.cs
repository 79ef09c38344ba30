namespace BuildCompress.IntegrationTests.Engines;

/// <summary>A fake quantiser's result and gradients: of what is quantised, and of every parameter.</summary>
internal sealed record Gradients(float[] Y, float[] Dx, float[][] Parameters)
{
    private const double Tolerance = 2e-5;

    // Float sums of some ten thousand terms up to 255; libtorch takes the difference of two such sums.
    private const double SumTolerance = 2e-4;

    public static Gradients Of(Func<Tensor, Tensor[], Tensor> quantise, Tensor x, Tensor g, params float[][] parameters)
    {
        var input = x.detach().requires_grad_();
        var learned = Array.ConvertAll(parameters, p => torch.tensor(p, requires_grad: true));
        var y = quantise(input, learned);
        y.backward([g]);
        return new(Floats(y.detach()), Floats(input.grad!), Array.ConvertAll(learned, p => Floats(p.grad!)));
    }

    public static void AssertClose(Gradients expected, Gradients actual)
    {
        AssertClose(expected.Y, actual.Y);
        AssertClose(expected.Dx, actual.Dx);
        foreach (var (e, a) in expected.Parameters.Zip(actual.Parameters))
            AssertClose(e, a, SumTolerance);
    }

    public static void AssertSameForAllThreads(Func<Tensor, Tensor[], Tensor> quantise, params float[][] parameters)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(9);
        var before = torch.get_num_threads();
        var (x, g) = (torch.randn([8, 16, 31, 31]), torch.randn([8, 16, 31, 31]));
        try
        {
            var results = new List<float[]>();
            foreach (var threads in (int[])[1, 2, 3, 7])
            {
                torch.set_num_threads(threads);
                results.Add([.. Of(quantise, x, g, parameters).Parameters.SelectMany(p => p)]);
            }

            Assert.All(results, r => Assert.Equal(results[0], r));
            Assert.DoesNotContain(0f, results[0]);
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    public static void AssertBfloat16IsComputedInFloat(Func<Tensor, Tensor[], Tensor> quantise, params float[][] parameters)
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.randn([3, 4, 9, 9]).to_type(ScalarType.BFloat16);
        var g = torch.ones([3, 4, 9, 9]);

        var narrow = Of(quantise, x, g.to_type(ScalarType.BFloat16), parameters);
        var wide = Of((v, p) => quantise(v, p).to_type(ScalarType.BFloat16), x.to_type(ScalarType.Float32), g.to_type(ScalarType.BFloat16), parameters);

        Assert.Equal(wide.Y, narrow.Y);
        Assert.All(wide.Parameters.Zip(narrow.Parameters), p => AssertClose(p.First, p.Second, SumTolerance));
    }

    private static float[] Floats(Tensor tensor) => tensor.to_type(ScalarType.Float32).data<float>().ToArray();

    private static void AssertClose(float[] expected, float[] actual, double tolerance = Tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.InRange(Math.Abs(expected[i] - actual[i]), 0, tolerance * Math.Max(1, Math.Abs(expected[i])));
    }
}
