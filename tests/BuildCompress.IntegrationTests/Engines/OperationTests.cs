namespace BuildCompress.IntegrationTests.Engines;

/// <summary>Operations against loops written from their definitions.</summary>
public sealed class OperationTests
{
    private const float Tolerance = 2e-5f;

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 1, 1, 1)]
    [InlineData(2, 0, 2, 2)]
    [InlineData(1, 2, 1, 4)]
    public void ConvolutionIsTheSumOverItsWindow(int stride, int padding, int dilation, int groups)
    {
        using var scope = torch.NewDisposeScope();
        const int n = 2, inC = 4, outC = 8, size = 9, k = 3;
        var x = torch.randn([n, inC, size, size]);
        var w = torch.randn([outC, inC / groups, k, k]);
        var b = torch.randn([outC]);

        var y = nn.functional.conv2d(ChannelsLast.Of(x), w, b, [stride, stride], [padding, padding], [dilation, dilation], groups);

        var outSize = (size + 2 * padding - dilation * (k - 1) - 1) / stride + 1;
        Assert.Equal([n, outC, outSize, outSize], y.shape);
        var (xs, ws, bs, ys) = (x.data<float>(), w.data<float>(), b.data<float>(), y.data<float>());
        for (var image = 0; image < n; image++)
        for (var o = 0; o < outC; o++)
        for (var row = 0; row < outSize; row += 2)
        for (var column = 0; column < outSize; column++)
        {
            double sum = bs[o];
            for (var i = 0; i < inC / groups; i++)
            for (var kr = 0; kr < k; kr++)
            for (var kc = 0; kc < k; kc++)
            {
                var (r, c) = (row * stride - padding + kr * dilation, column * stride - padding + kc * dilation);
                if (r is < 0 or >= size || c is < 0 or >= size) continue;
                sum += ws[o, i, kr, kc] * xs[image, o / (outC / groups) * (inC / groups) + i, r, c];
            }

            Assert.Equal(sum, ys[image, o, row, column], Tolerance);
        }
    }

    [Fact]
    public void BatchNormUsesBatchStatisticsInTrainingAndMovesTheRunningOnes()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor([1f, 2, 3, 4, 10, 20, 30, 40], [4, 2, 1, 1]);
        var (mean, variance) = (torch.zeros([2]), torch.ones([2]));

        var y = nn.functional.batch_norm(x, mean, variance, training: true, momentum: 0.1, eps: 0);

        // Channel 0 holds 1, 3, 10, 30.
        Assert.Equal(1.1f, mean.data<float>()[0], Tolerance);
        var biased = (100 + 64 + 1 + 361) / 4f;
        Assert.Equal(0.9f + 0.1f * biased * 4 / 3, variance.data<float>()[0], 1e-4f);
        Assert.Equal((30 - 11) / MathF.Sqrt(biased), y.data<float>()[3, 0, 0, 0], Tolerance);

        var inference = nn.functional.batch_norm(x, mean, variance, torch.tensor([2f, 2]), torch.tensor([1f, 1]), eps: 0);
        Assert.Equal((30 - mean.data<float>()[0]) / MathF.Sqrt(variance.data<float>()[0]) * 2 + 1, inference.data<float>()[3, 0, 0, 0], Tolerance);
    }

    [Fact]
    public void PoolsReduceTheirWindows()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.arange(16, ScalarType.Float32).reshape(1, 1, 4, 4);

        Assert.Equal([5f, 7, 13, 15], Values(nn.functional.max_pool2d(x, [2, 2])));
        Assert.Equal([2.5f, 4.5f, 10.5f, 12.5f], Values(nn.functional.avg_pool2d(x, [2, 2])));
        Assert.Equal([7.5f], Values(nn.functional.adaptive_avg_pool2d(x, 1)));
        Assert.Equal((0 + 1 + 4 + 5) / 9f, Values(nn.functional.avg_pool2d(x, [3, 3], [2, 2], [1, 1]))[0], Tolerance);
        Assert.Equal((0 + 1 + 4 + 5) / 4f, Values(nn.functional.avg_pool2d(x, [3, 3], [2, 2], [1, 1], count_include_pad: false))[0], Tolerance);
    }

    [Fact]
    public void ShapesAreRearranged()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.arange(6, ScalarType.Float32).reshape(2, 3);

        Assert.Equal([0f, 3, 1, 4, 2, 5], Values(x.permute(1, 0)));
        Assert.Equal([2f, 1, 0, 5, 4, 3], Values(x.flip(1)));
        Assert.Equal([1f, 2, 4, 5], Values(x.narrow(1, 1, 2)));
        Assert.Equal([0f, 2, 3, 5], Values(x.slice(1, 0, 3, 2)));
        Assert.Equal([2f, 0, 5, 3], Values(x.index_select(1, torch.tensor([2L, 0]))));
        Assert.Equal([0f, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5], Values(torch.cat([x, x])));
        Assert.Equal([9f, 0, 1, 2, 9, 3, 4, 5], Values(nn.functional.pad(x, [1, 0], PaddingModes.Constant, 9)));
        Assert.Equal([3f, 4, 5], Values(x[1]));
        Assert.Equal([4L, 3], torch.stack([x, x]).flatten(0, 1).shape);
        Assert.Equal([2L, 1, 3], x.unsqueeze(1).shape);
    }

    [Fact]
    public void ReductionsReduce()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor([3f, 1, 2, 6, 5, 4], [2, 3]);

        Assert.Equal(21, x.sum().item<float>());
        Assert.Equal([6f, 15], Values(x.sum([1])));
        Assert.Equal([9f, 6, 6], Values(x.sum(0L)));
        Assert.Equal([2f, 5], Values(x.mean([1])));
        Assert.Equal([3f, 6], Values(x.amax(1)));
        Assert.Equal([0L, 0], x.argmax(1).data<long>().ToArray());
        Assert.Equal([1L, 2], x.min(1).indexes.data<long>().ToArray());
        Assert.Equal(2, x.argmax(1).eq(torch.tensor([0L, 0])).sum().item<long>());
        Assert.Equal([6f, 5], Values(x.flatten().topk(2).values));
        Assert.Equal(MathF.Sqrt(91), x.norm().item<float>(), Tolerance);
        Assert.Equal(3.5f, x.var().item<float>(), Tolerance);
    }

    [Fact]
    public void CrossEntropySmoothsLabels()
    {
        using var scope = torch.NewDisposeScope();
        var logits = torch.tensor([1f, 2, 3, 0, -1, 4], [2, 3]);
        long[] labels = [2, 0];
        const double smoothing = 0.1;

        var loss = nn.functional.cross_entropy(logits, torch.tensor(labels), label_smoothing: smoothing).item<float>();

        var expected = Enumerable.Range(0, 2).Average(row =>
        {
            var z = Values(logits)[(row * 3)..(row * 3 + 3)];
            var logSum = Math.Log(z.Sum(v => Math.Exp(v)));
            return z.Select((v, c) => (logSum - v) * (smoothing / 3 + (c == labels[row] ? 1 - smoothing : 0))).Sum();
        });
        Assert.Equal(expected, loss, Tolerance);
    }

    [Fact]
    public void DivergenceComparesLogProbabilities()
    {
        using var scope = torch.NewDisposeScope();
        var p = nn.functional.log_softmax(torch.tensor([1f, 2, 3], [1, 3]), 1);
        var q = nn.functional.log_softmax(torch.tensor([3f, 1, 0], [1, 3]), 1);

        var divergence = nn.functional.kl_div(p, q, log_target: true, nn.Reduction.Sum).item<float>();

        Assert.Equal(Values(q).Zip(Values(p), (b, a) => Math.Exp(b) * (b - a)).Sum(), divergence, Tolerance);
        Assert.Equal(0, nn.functional.kl_div(p, p, true, nn.Reduction.Sum).item<float>(), Tolerance);
    }

    [Fact]
    public void SeedDecidesRandomNumbers()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(5);
        var first = Values(torch.randn([100]));
        torch.manual_seed(5);

        Assert.Equal(first, Values(torch.randn([100])));
    }

    [Fact]
    public void ScalarsKeepTheirKind()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor([1L, 2]);

        Assert.Equal(ScalarType.Int64, (x + 1).dtype);
        Assert.Equal(ScalarType.Float32, (x * 0.5).dtype);
        Assert.Equal([0f, -1], Values(1.0 - x));
        Assert.Equal([1f, 0.5f], Values(1.0 / x));
    }

    private static float[] Values(Tensor tensor) => tensor.to_type(ScalarType.Float32).data<float>().ToArray();
}
