namespace BuildCompress.IntegrationTests.Engines;

/// <summary>Gradients against finite differences, and the optimiser against its formula.</summary>
public sealed class AutogradTests
{
    [Fact]
    public void GradientsOfANetworkAreItsSlopes()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(3);
        Tensor[] inputs =
        [
            torch.randn([2, 3, 6, 6], ScalarType.Float64),
            torch.randn([4, 3, 3, 3], ScalarType.Float64),
            torch.randn([4], ScalarType.Float64),
            torch.rand([4], ScalarType.Float64) + 0.5,
            torch.randn([4], ScalarType.Float64),
            torch.randn([5, 4], ScalarType.Float64),
        ];
        var labels = torch.tensor([1L, 4]);
        foreach (var input in inputs) input.requires_grad_();

        var gradients = torch.autograd.grad([Loss()], inputs);

        using var unrecorded = torch.no_grad();
        for (var i = 0; i < inputs.Length; i++)
        {
            var values = inputs[i].data<double>().ToArray();
            for (var j = 0; j < values.Length; j += 1 + values.Length / 7)
            {
                var slope = (LossWith(i, values, j, 1e-5) - LossWith(i, values, j, -1e-5)) / 2e-5;
                Assert.Equal(slope, gradients[i].data<double>().ToArray()[j], 1e-6);
            }
        }

        Tensor Loss()
        {
            var x = nn.functional.conv2d(inputs[0], inputs[1], inputs[2], padding: [1, 1]);
            x = nn.functional.batch_norm(x, null, null, inputs[3], inputs[4], training: true);
            x = nn.functional.max_pool2d(nn.functional.silu(x), [2, 2]);
            x = nn.functional.linear(x.mean([2, 3]), inputs[5]);
            return nn.functional.cross_entropy(x, labels, label_smoothing: 0.1);
        }

        double LossWith(int input, double[] values, int index, double difference)
        {
            var moved = (double[])values.Clone();
            moved[index] += difference;
            inputs[input].data<double>().CopyFrom(moved);
            var loss = Loss().item<double>();
            inputs[input].data<double>().CopyFrom(values);
            return loss;
        }
    }

    [Fact]
    public void BackwardAddsUntilZeroed()
    {
        using var scope = torch.NewDisposeScope();
        var x = torch.tensor([2f, 3], requires_grad: true);

        (x * x).sum().backward();
        (x * x).sum().backward();

        Assert.Equal([8f, 12], x.grad!.data<float>().ToArray());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SgdFollowsItsFormulaPerGroup(bool nesterov)
    {
        using var a = new Parameter(torch.tensor([1f]));
        using var b = new Parameter(torch.tensor([2f]));
        using var optimiser = torch.optim.SGD(
            [new SGD.ParamGroup([a], lr: 0.1, momentum: 0.9, weight_decay: 0.01, nesterov: nesterov), new SGD.ParamGroup([b], lr: 0.5)], 0.1);
        double pa = 1, pb = 2, va = 0;

        for (var step = 0; step < 5; step++)
        {
            using var scope = torch.NewDisposeScope();
            optimiser.zero_grad();
            (a.pow(2) + b.pow(2)).sum().backward();
            optimiser.step();

            var g = 2 * pa + 0.01 * pa;
            va = step == 0 ? g : 0.9 * va + g;
            pa -= 0.1 * (nesterov ? g + 0.9 * va : va);
            pb -= 0.5 * 2 * pb;
            foreach (var group in optimiser.ParamGroups) group.LearningRate *= 1;
        }

        Assert.Equal(pa, a.item<float>(), 1e-6);
        Assert.Equal(pb, b.item<float>(), 1e-6);
    }

    [Fact]
    public void OptimiserContinuesFromItsSavedState()
    {
        var (straight, _) = Train(6, null);
        var (_, saved) = Train(3, null);
        var (resumed, _) = Train(3, saved);

        Assert.Equal(straight, resumed);

        static (float Value, (float Value, byte[] State) Saved) Train(int steps, (float Value, byte[] State)? from)
        {
            using var p = new Parameter(torch.tensor([from?.Value ?? 1f]));
            using var optimiser = torch.optim.SGD([p], 0.05, momentum: 0.9);
            if (from is { } start) optimiser.load_state_dict(new BinaryReader(new MemoryStream(start.State)));
            for (var step = 0; step < steps; step++)
            {
                using var scope = torch.NewDisposeScope();
                optimiser.zero_grad();
                p.pow(2).sum().backward();
                optimiser.step();
            }

            var state = new MemoryStream();
            optimiser.save_state_dict(new BinaryWriter(state));
            return (p.item<float>(), (p.item<float>(), state.ToArray()));
        }
    }

    [Fact]
    public void ClippingScalesAllGradientsTogether()
    {
        using var scope = torch.NewDisposeScope();
        var a = new Parameter(torch.tensor([0f]));
        var b = new Parameter(torch.tensor([0f]));
        (a * 3 + b * 4).sum().backward();

        var before = nn.utils.clip_grad_norm_([a, b], 1);

        Assert.Equal(5, before, 1e-5);
        Assert.Equal(0.6f, a.grad!.item<float>(), 1e-5f);
        Assert.Equal(0.8f, b.grad!.item<float>(), 1e-5f);
    }
}
