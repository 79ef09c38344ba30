namespace BuildCompress.IntegrationTests.Engines;

/// <summary>Many training steps: the loss falls, native memory does not grow.</summary>
[Collection(AloneCollection.Name)]
public sealed class TrainingStepTests
{
    [Fact]
    public void TwoHundredStepsKeepNativeMemoryFlat()
    {
        torch.manual_seed(1);
        using var network = new TinyNetwork();
        using var optimiser = torch.optim.SGD(network.parameters(), 0.05, momentum: 0.9, weight_decay: 1e-4, nesterov: true);
        using var labels = torch.randint(0, 3, [32]);
        using var images = BrightInTheirOwnChannel(labels);

        var losses = new List<float>();
        long liveAfterWarmUp = 0, residentAfterWarmUp = 0;
        for (var step = 0; step < 200; step++)
        {
            losses.Add(network.Step(optimiser, images, labels));
            if (step != 40) continue;
            liveAfterWarmUp = LiveTensors();
            residentAfterWarmUp = ResidentBytes();
        }

        Assert.Equal(liveAfterWarmUp, LiveTensors());
        Assert.InRange(ResidentBytes() - residentAfterWarmUp, long.MinValue, 24 << 20);
        Assert.True(losses[^1] < 0.5 * losses[0], $"The loss went from {losses[0]} to {losses[^1]}.");
    }

    private static Tensor BrightInTheirOwnChannel(Tensor labels)
    {
        using var scope = torch.NewDisposeScope();
        var brightness = nn.functional.one_hot(labels, 3).to_type(ScalarType.Float32).reshape(-1, 3, 1, 1);
        return (torch.randn([32, 3, 16, 16]) + brightness).MoveToOuterDisposeScope();
    }

    private static long LiveTensors()
    {
        // What other tests dropped without disposing goes first.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    private static long ResidentBytes() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) * Environment.SystemPageSize;

    private sealed class TinyNetwork : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter convolution = torch.randn([8, 3, 3, 3]).mul_(0.2).AsParameter();
        private readonly Parameter gain = torch.ones([8]).AsParameter();
        private readonly Parameter shift = torch.zeros([8]).AsParameter();
        private readonly Parameter classifier = torch.randn([3, 8]).mul_(0.3).AsParameter();
        private readonly Parameter step = torch.tensor([0.05f]).AsParameter();
        private readonly Tensor mean = torch.zeros([8]);
        private readonly Tensor variance = torch.ones([8]);

        internal TinyNetwork()
            : base("tiny") => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            var x = nn.functional.conv2d(ChannelsLast.Of(input), convolution, padding: [1, 1]);
            x = nn.functional.batch_norm(x, mean, variance, gain, shift, training);
            x = FakeQuantize.LearnedStep(nn.functional.relu(x), step, 0, 255, 1e-4);
            x = nn.functional.adaptive_avg_pool2d(x, 1).flatten(1);
            return nn.functional.linear(x, classifier);
        }

        internal float Step(torch.optim.Optimizer optimiser, Tensor images, Tensor labels)
        {
            using var scope = torch.NewDisposeScope();
            optimiser.zero_grad();
            var loss = nn.functional.cross_entropy(call(images), labels, label_smoothing: 0.05);
            loss.backward();
            nn.utils.clip_grad_norm_(parameters(), 5);
            optimiser.step();
            return loss.item<float>();
        }
    }
}
