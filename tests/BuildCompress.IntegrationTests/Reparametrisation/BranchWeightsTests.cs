using BuildCompress.Core.Manifests;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Tests.Reparametrisation;
using BuildCompress.Training.Networks;
using BuildCompress.Training.Reparametrisation;

namespace BuildCompress.IntegrationTests.Reparametrisation;

/// <summary>The differentiable merge, beside the network of branches run and differentiated as it is.</summary>
public sealed class BranchWeightsTests
{
    private const int Channels = BranchGraph.Channels;

    public static TheoryData<string> Kinds => [.. BranchCases.Mergeable.Keys];

    public static TheoryData<string> Normalised => ["RepVGG", "RepVGG of stride 2", "grouped RepVGG", "depthwise RepVGG", "ACNet", "3x3, then 1x1, and a shortcut"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void MergesToWhatExportDoes(string kind)
    {
        var merged = Build(kind);
        using var branches = new BranchWeights(merged, BlockStatistics.Batch);

        var (kernel, bias) = branches.Merge(merged.Blocks[0].Weight);

        Close(merged.Model.Graph.Constant(merged.Blocks[0].Weight)!.AsSpan<float>(), kernel, 1e-5);
        if (bias is not null)
            Close(merged.Model.Graph.Constant(merged.Blocks[0].Bias)!.AsSpan<float>(), bias, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void GradientsReachEveryBranchAsIfItRan(string kind)
    {
        var merged = Build(kind);
        using var scope = torch.NewDisposeScope();
        using var network = new TrainableNetwork(merged.Branches, ShapeInference.Infer(merged.Branches));
        using var branches = new BranchWeights(merged, BlockStatistics.Frozen);
        var x = Image(2, seed: 1);
        var expected = network.Forward(x);
        var direction = Tensors.Of(Tensors.Random(expected.numel(), 5), expected.shape);
        (expected * direction).sum().backward();

        var actual = Run(merged, branches.MergeFor(merged.Blocks[0].Weight, x, null), x);
        (actual * direction).sum().backward();

        Close(Tensors.Read(expected), actual, 1e-4);
        Assert.NotEmpty(branches.Parameters);
        foreach (var parameter in branches.Parameters)
            Close(Tensors.Read(network.Parameters.Single(p => $"branch:{p.Name}" == parameter.Name).Tensor.grad!), parameter.Tensor.grad!, 2e-4);
    }

    [Theory]
    [MemberData(nameof(Normalised))]
    public void BatchStatisticsAreThoseOfTheBranches(string kind)
    {
        var merged = Build(kind);
        using var scope = torch.NewDisposeScope();
        using var network = new TrainableNetwork(merged.Branches, ShapeInference.Infer(merged.Branches)) { Mode = NetworkMode.Training };
        using var branches = new BranchWeights(merged, BlockStatistics.Batch);
        var x = Image(8, seed: 2);

        var expected = network.Forward(x);
        var actual = Run(merged, branches.MergeFor(merged.Blocks[0].Weight, x, null), x);

        Close(Tensors.Read(expected), actual, 1e-3);
        foreach (var (name, tensor) in branches.State)
            Close(Tensors.Read(network.State.Single(s => $"branch:{s.Name}" == name).Tensor), tensor, 1e-4);
    }

    /// <summary>BNEst: on input without correlations and with wide maps, where the border weighs little.</summary>
    [Theory]
    [InlineData(1, 0, 1e-5, 0.06)]
    [InlineData(3, 0, 0.02, 0.06)]
    public void EstimatedMeansAreExactAndVariancesTooWhereNothingCorrelates(int size, int padding, double meanError, double varianceError)
    {
        var graph = new BranchGraph(7);
        var conv = graph.Conv("x", Channels, 8, size, size, pads: [padding, padding, padding, padding], bias: true);
        var other = graph.Conv("x", Channels, 8, size, size, pads: [padding, padding, padding, padding]);
        var merged = BlockMerging.Of(graph.Model(graph.Add(graph.Norm(conv, 8), other)));
        using var scope = torch.NewDisposeScope();
        using var branches = new BranchWeights(merged, BlockStatistics.Estimate);
        using var exact = new BranchWeights(merged, BlockStatistics.Batch);
        var x = Tensors.Of(Tensors.Random(4 * Channels * 64 * 64, 3), 4, Channels, 64, 64) + 0.7;

        branches.MergeFor(merged.Blocks[0].Weight, x, momentum: 1);
        exact.MergeFor(merged.Blocks[0].Weight, x, momentum: 1);

        var (means, variances) = Statistics(merged, branches);
        var (exactMeans, exactVariances) = Statistics(merged, exact);
        Assert.All(means.Zip(exactMeans), m => Assert.InRange(Math.Abs(m.First - m.Second), 0, meanError));
        Assert.All(variances.Zip(exactVariances), v => Assert.InRange(v.First / v.Second, 1 - varianceError, 1 + varianceError));
    }

    /// <summary>A branch that is only scaled does nothing to the normalised result: its gradient has no part along itself.</summary>
    [Theory]
    [InlineData(BlockStatistics.Batch)]
    [InlineData(BlockStatistics.Estimate)]
    public void KernelsBeforeANormalisationHaveNoGradientAlongThemselves(BlockStatistics statistics)
    {
        var graph = new BranchGraph(3);
        var normalised = graph.Norm(graph.Conv("x", Channels, 8, 3, 3, pads: [0, 0, 0, 0]), 8);
        var merged = BlockMerging.Of(graph.Model(graph.Add(normalised, graph.Conv("x", Channels, 8, 3, 3, pads: [0, 0, 0, 0]))));
        using var scope = torch.NewDisposeScope();
        using var branches = new BranchWeights(merged, statistics);
        var x = Image(4, seed: 9);
        var y = Run(merged, branches.MergeFor(merged.Blocks[0].Weight, x, null), x);
        (y * Tensors.Of(Tensors.Random(y.numel(), 1), y.shape)).sum().backward();

        var kernel = branches.Parameters.First(p => p.Role == ParameterRole.Weight).Tensor;
        var (along, size) = ((kernel * kernel.grad!).sum([1, 2, 3]).abs(), (kernel.square().sum([1, 2, 3]) * kernel.grad!.square().sum([1, 2, 3])).sqrt());
        Assert.All(Tensors.Read(along / size), part => Assert.InRange(part, 0, 2e-4));
    }

    /// <summary>The same for estimates that exact statistics corrected before: of a kernel that reads the border both moments lack something.</summary>
    [Fact]
    public void KernelsHaveNoGradientAlongThemselvesBehindCorrectedEstimates()
    {
        var merged = Build("RepVGG");
        using var scope = torch.NewDisposeScope();
        using var branches = new BranchWeights(merged, BlockStatistics.Estimate);
        var (weight, x) = (merged.Blocks[0].Weight, Image(4, seed: 9));
        using (branches.WithExactStatistics())
            branches.MergeFor(weight, x, null);

        var y = Run(merged, branches.MergeFor(weight, x, null), x);
        (y * Tensors.Of(Tensors.Random(y.numel(), 1), y.shape)).sum().backward();

        foreach (var kernel in branches.Parameters.Where(p => p.Role == ParameterRole.Weight).Select(p => p.Tensor))
        {
            var (along, size) = ((kernel * kernel.grad!).sum([1, 2, 3]).abs(), (kernel.square().sum([1, 2, 3]) * kernel.grad!.square().sum([1, 2, 3])).sqrt());
            Assert.All(Tensors.Read(along / size), part => Assert.InRange(part, 0, 2e-3));
        }
    }

    /// <summary>On what they were corrected by, estimates are the exact statistics; also behind a kernel that was scaled since.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void CorrectedEstimatesAreExactOnWhatCorrectedThem(double scale)
    {
        var merged = Build("RepVGG");
        using var scope = torch.NewDisposeScope();
        using var branches = new BranchWeights(merged, BlockStatistics.Estimate);
        var (weight, x) = (merged.Blocks[0].Weight, Image(4, seed: 9));
        (Tensor Kernel, Tensor? Bias) expected;
        using (branches.WithExactStatistics())
            expected = branches.MergeFor(weight, x, null);

        using (torch.no_grad())
        {
            foreach (var kernel in branches.Parameters.Where(p => p.Role == ParameterRole.Weight))
                kernel.Tensor.mul_(scale.ToScalar());
        }

        var actual = branches.MergeFor(weight, x, null);
        Close(Tensors.Read(expected.Kernel), actual.Kernel, 1e-3);
        Close(Tensors.Read(expected.Bias!), actual.Bias!, 1e-3);
    }

    /// <summary>A channel without a kernel has no variance to correct: what it gets later is estimated as if nothing had been corrected.</summary>
    [Fact]
    public void AChannelThatWasConstantIsEstimatedLaterAsIfUncorrected()
    {
        var graph = new BranchGraph(3);
        var normalised = graph.Norm(graph.Conv("x", Channels, 8, 3, 3), 8);
        var merged = BlockMerging.Of(graph.Model(graph.Add(normalised, graph.Conv("x", Channels, 8, 3, 3))));
        using var scope = torch.NewDisposeScope();
        using var branches = new BranchWeights(merged, BlockStatistics.Estimate);
        using var fresh = new BranchWeights(merged, BlockStatistics.Estimate);
        var (weight, x) = (merged.Blocks[0].Weight, Image(4, seed: 9));
        var kernel = branches.Parameters.First(p => p.Role == ParameterRole.Weight).Tensor;
        Tensor alive;
        using (torch.no_grad())
        {
            alive = kernel.clone();
            kernel[0].zero_();
        }

        using (branches.WithExactStatistics())
            Assert.All(Tensors.Read(branches.MergeFor(weight, x, null).Kernel), value => Assert.True(float.IsFinite(value)));
        using (torch.no_grad())
            kernel.copy_(alive);

        var (uncorrected, actual) = (fresh.MergeFor(weight, x, null), branches.MergeFor(weight, x, null));
        Close(Tensors.Read(uncorrected.Kernel[0]), actual.Kernel[0], 1e-6);
        Close(Tensors.Read(uncorrected.Bias![0]), actual.Bias![0], 1e-6);
    }

    /// <summary>One tap of one channel, but beside it zeros of the border: the moments of the input are not those of such a branch.</summary>
    [Fact]
    public void ABranchOfOneTapThatReadsTheBorderHasStatisticsOfItsOwn()
    {
        var graph = new BranchGraph(5);
        var padded = graph.Norm(graph.Conv("x", Channels, Channels, 1, 1, pads: [1, 1, 1, 1], groups: Channels), Channels);
        var merged = BlockMerging.Of(graph.Model(graph.Add(graph.Conv("x", Channels, Channels, 3, 3, pads: [2, 2, 2, 2]), padded)));
        using var scope = torch.NewDisposeScope();
        using var network = new TrainableNetwork(merged.Branches, ShapeInference.Infer(merged.Branches)) { Mode = NetworkMode.Training };
        using var branches = new BranchWeights(merged, BlockStatistics.Batch);
        var x = Image(4, seed: 2);

        Close(Tensors.Read(network.Forward(x)), Run(merged, branches.MergeFor(merged.Blocks[0].Weight, x, null), x), 1e-3);
    }

    /// <summary>What is emitted is merged in float32, and so is what trains.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void MergesInFloat32UnderBfloat16(string kind)
    {
        if (!Bfloat16Autocast.IsSupported)
            return;
        var merged = Build(kind);
        using var scope = torch.NewDisposeScope();
        using var branches = new BranchWeights(merged, BlockStatistics.Frozen);
        var expected = branches.Merge(merged.Blocks[0].Weight);

        using var autocast = Bfloat16Autocast.Enter();
        var actual = branches.Merge(merged.Blocks[0].Weight);

        Assert.Equal(Tensors.Read(expected.Kernel), Tensors.Read(actual.Kernel));
        Assert.Equal(expected.Bias is null ? null : Tensors.Read(expected.Bias), actual.Bias is null ? null : Tensors.Read(actual.Bias));
        using var plain = Tensors.Of(Tensors.Random(16, 1), 4, 4);
        Assert.Equal(ScalarType.BFloat16, plain.mm(plain).dtype);
    }

    /// <summary>An input that is only scaled changes nothing behind normalised branches, as in ordinary training: or scales run away.</summary>
    [Theory]
    [InlineData(BlockStatistics.Batch)]
    [InlineData(BlockStatistics.Estimate)]
    public void InputsOfNormalisedBranchesHaveNoGradientAlongThemselves(BlockStatistics statistics)
    {
        var merged = Build("RepVGG");
        using var scope = torch.NewDisposeScope();
        using var branches = new BranchWeights(merged, statistics);
        var x = Image(4, seed: 9).requires_grad_();
        var y = Run(merged, branches.MergeFor(merged.Blocks[0].Weight, x, null), x);
        (y * Tensors.Of(Tensors.Random(y.numel(), 1), y.shape)).sum().backward();

        Assert.InRange(Math.Abs((x * x.grad!).sum().item<float>()), 0, 1e-3 * (x.norm() * x.grad!.norm()).item<float>());
    }

    /// <summary>Where a branch reads one tap of one channel the estimate is exact, and so are the gradients through it.</summary>
    [Theory]
    [InlineData(BlockStatistics.Batch)]
    [InlineData(BlockStatistics.Estimate)]
    public void GradientsThroughExactStatisticsAreThoseOfBatchNormalisation(BlockStatistics statistics)
    {
        var graph = new BranchGraph(5);
        var merged = BlockMerging.Of(graph.Model(graph.Add(
            graph.Conv("x", Channels, Channels, 3, 3), graph.Norm("x", Channels), graph.Norm(graph.Conv("x", Channels, Channels, 1, 1, groups: Channels), Channels))));
        using var scope = torch.NewDisposeScope();
        using var network = new TrainableNetwork(merged.Branches, ShapeInference.Infer(merged.Branches)) { Mode = NetworkMode.Training };
        using var branches = new BranchWeights(merged, statistics);
        var (x, same) = (Image(4, seed: 2).requires_grad_(), Image(4, seed: 2).requires_grad_());
        var expected = network.Forward(x);
        var direction = Tensors.Of(Tensors.Random(expected.numel(), 5), expected.shape);
        (expected * direction).sum().backward();

        var actual = Run(merged, branches.MergeFor(merged.Blocks[0].Weight, same, null), same);
        (actual * direction).sum().backward();

        Close(Tensors.Read(expected), actual, 1e-4);
        Close(Tensors.Read(x.grad!), same.grad!, 1e-4);
        foreach (var parameter in branches.Parameters.Where(p => p.Tensor.ndim == 1 || p.Tensor.shape[1] > 1))
            Close(Tensors.Read(network.Parameters.Single(p => $"branch:{p.Name}" == parameter.Name).Tensor.grad!), parameter.Tensor.grad!, 5e-4);
    }

    private static MergedModel Build(string kind)
    {
        var graph = new BranchGraph(seed: 4);
        return BlockMerging.Of(graph.Model(BranchCases.Mergeable[kind](graph)));
    }

    /// <summary>The merged convolution with a kernel and bias of its own.</summary>
    private static Tensor Run(MergedModel merged, (Tensor Kernel, Tensor? Bias) weights, Tensor x)
    {
        var shape = merged.Blocks[0].Block.Map.Shape;
        var padded = nn.functional.pad(x, [shape.Columns.Before, shape.Columns.After, shape.Rows.Before, shape.Rows.After]);
        return nn.functional.conv2d(
            padded, weights.Kernel, weights.Bias, [shape.Rows.Stride, shape.Columns.Stride], null, [shape.Rows.Dilation, shape.Columns.Dilation], shape.Groups);
    }

    private static (float[] Means, float[] Variances) Statistics(MergedModel merged, BranchWeights branches)
    {
        var norm = merged.Blocks[0].Block.Nodes.Single(n => n.OpType == "BatchNormalization");
        return (Read(norm.Inputs[3]), Read(norm.Inputs[4]));

        float[] Read(string name) => Tensors.Read(branches.State.Single(s => s.Name == $"branch:{name}").Tensor);
    }

    private static Tensor Image(int count, int seed) =>
        Tensors.Of(Tensors.Random((long)count * Channels * BranchGraph.Height * BranchGraph.Width, seed), count, Channels, BranchGraph.Height, BranchGraph.Width);

    private static void Close(ReadOnlySpan<float> expected, Tensor actual, double tolerance) =>
        Assert.InRange(Tensors.RelativeError(expected, Tensors.Read(actual)), 0, tolerance);
}
