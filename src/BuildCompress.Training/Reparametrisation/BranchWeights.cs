using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Training.Networks;
using BuildCompress.Training.Networks.Operators;

namespace BuildCompress.Training.Reparametrisation;

/// <summary>
/// The branches of a network whose blocks run as single convolutions (RepQ, Prutianova et al., BMVC 2023): their weights train, and every forward
/// pass computes each block's one kernel and bias from them, <c>Q(X) * Q(M(W_1..W_n))</c>. Batch normalisation inside of blocks becomes part of M by
/// the statistics of <see cref="Statistics"/>.
/// </summary>
internal sealed class BranchWeights : IDisposable
{
    private readonly Dictionary<string, Tensor> constants = [];
    private readonly Dictionary<string, MergedBlock> blocks;
    private readonly List<(string Name, Tensor Tensor)> state;
    private readonly Dictionary<Node, (Tensor Mean, Tensor Variance)> corrections = new(ReferenceEqualityComparer.Instance);

    /// <param name="merged">A network with blocks.</param>
    /// <param name="statistics">What normalises while training.</param>
    public BranchWeights(MergedModel merged, BlockStatistics statistics)
    {
        Statistics = statistics;
        blocks = merged.Blocks.ToDictionary(b => b.Weight);
        var graph = merged.Branches.Graph;
        var nodes = merged.Blocks.SelectMany(b => b.Block.Nodes).ToArray();
        var (parameters, statisticsNames) = ParameterDiscovery.Find(graph, nodes);
        var trained = parameters.ToDictionary(p => p.Name, p => p.Role);
        var found = new List<NetworkParameter>();
        foreach (var name in nodes.SelectMany(n => n.Inputs).Distinct())
        {
            if (name.Length == 0 || ParameterDiscovery.Origin(graph, name) is not { } origin || constants.ContainsKey(name))
                continue;
            if (!constants.TryGetValue(origin, out var tensor))
            {
                tensor = TensorData.Of(graph.Constant(origin)!);
                if (trained.TryGetValue(origin, out var role))
                {
                    var parameter = new Parameter(tensor);
                    found.Add(new NetworkParameter($"branch:{origin}", role, parameter));
                    tensor = parameter;
                }

                constants[origin] = tensor.DetachFromDisposeScope();
            }

            constants[name] = tensor;
        }

        Parameters = found;
        state = [.. found.Select(p => (p.Name, (Tensor)p.Tensor)), .. statisticsNames.Select(name => ($"branch:{name}", constants[name]))];
    }

    /// <summary>What gradient descent changes.</summary>
    public IReadOnlyList<NetworkParameter> Parameters { get; }

    /// <summary>Parameters and running statistics.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> State => state;

    /// <summary>What normalises inside of blocks while training; in evaluation it is always the running statistics.</summary>
    public BlockStatistics Statistics { get; private set; }

    /// <summary>Whether the running statistics are final, and the blocks with them affine functions of their weights.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>Whether there are running statistics that are not final.</summary>
    public bool HasStatistics => !IsFrozen && state.Count > Parameters.Count;

    /// <summary>Whether a value of the merged graph is computed from branches.</summary>
    public bool Computes(string value) => blocks.ContainsKey(value) || blocks.Values.Any(b => b.Bias == value);

    /// <summary>Goes by the statistics of batches until what is returned is disposed of.</summary>
    public IDisposable WithExactStatistics() => new Exact(this);

    /// <summary>Ends the change of running statistics.</summary>
    public void Freeze() => IsFrozen = true;

    /// <summary>The kernel and bias of a block by running statistics.</summary>
    /// <param name="weight">Value name of the merged weight.</param>
    public (Tensor Kernel, Tensor? Bias) Merge(string weight) => Merge(blocks[weight], (_, norm) => Running(norm));

    /// <summary>All merged weights and biases by value name and running statistics; no gradients.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Merged()
    {
        using var noGrad = torch.no_grad();
        var all = new List<(string, Tensor)>();
        foreach (var block in blocks.Values)
        {
            var (kernel, bias) = Merge(block.Weight);
            all.Add((block.Weight, kernel));
            if (bias is not null)
                all.Add((block.Bias!, bias));
        }

        return all;
    }

    /// <summary>The kernel and bias of a block for a batch: in training by its statistics, which also move the running ones.</summary>
    /// <param name="weight">Value name of the merged weight.</param>
    /// <param name="input">What the block reads.</param>
    /// <param name="momentum">Weight of the batch in the running statistics; null for each normalisation's own.</param>
    public (Tensor Kernel, Tensor? Bias) MergeFor(string weight, Tensor input, double? momentum)
    {
        if (!HasStatistics || Statistics == BlockStatistics.Frozen)
            return Merge(weight);
        InputMoments? moments = null;
        return Merge(blocks[weight], (arithmetic, norm) =>
        {
            moments ??= InputMoments.Of(input);
            var (mean, variance) = moments.Through(arithmetic, norm.Source, norm.Shape);
            if (!InputMoments.IsExactFor(norm.Shape))
                (mean, variance) = Statistics == BlockStatistics.Batch ? WithBatchValues(mean, variance, input, norm, momentum) : Corrected(mean, variance, norm.Node);
            MoveRunning(norm, mean, variance, input, momentum);
            return (mean, variance);
        });
    }

    public void Dispose()
    {
        foreach (var tensor in constants.Values.Distinct())
            tensor.Dispose();
        foreach (var (mean, variance) in corrections.Values)
        {
            mean.Dispose();
            variance.Dispose();
        }
    }

    private (Tensor Kernel, Tensor? Bias) Merge(MergedBlock block, Func<TensorKernels, NormalisedMap, (Tensor, Tensor)> statistics)
    {
        TensorKernels? arithmetic = null;
        arithmetic = new TensorKernels(constants, (norm, source, shape) => statistics(arithmetic!, new(norm, source, shape)));
        var (kernel, bias) = block.Block.Map.Merge(arithmetic);
        return (ChannelsLast.Of(kernel), bias);
    }

    private (Tensor, Tensor) Running(NormalisedMap norm) =>
        (constants[norm.Node.Inputs[3]], constants[norm.Node.Inputs[4]]);

    /// <summary>
    /// The values of the batch's own statistics, with the gradients of the estimate: one more convolution, not two. What the estimate lacks is taken
    /// to grow with the kernel, so that scaling a kernel still changes nothing behind its normalisation.
    /// </summary>
    private (Tensor Mean, Tensor Variance) WithBatchValues(Tensor mean, Tensor variance, Tensor input, NormalisedMap norm, double? momentum)
    {
        Tensor meanChange, factor;
        variance = variance.clamp(1e-20.ToScalar());
        using (torch.no_grad())
        {
            var output = Convolve(input, norm.Source, norm.Shape);
            var exact = InputMoments.Of(output);
            meanChange = exact.Mean - mean;
            factor = exact.Variance / variance;
            NoteCorrection(norm.Node, Lasting(meanChange / variance.sqrt(), variance, 0, (-5, 5)), Lasting(factor, variance, 1, (0.05, 20)), momentum ?? 1 - norm.Node.Float("momentum", 0.9f));
        }

        return (mean + (meanChange * (variance / variance.detach()).sqrt()), variance * factor);
    }

    /// <summary>
    /// An estimate with what it lacked when exact statistics were last taken: correlations of inputs change slowly, and so nothing jumps when exact
    /// statistics take over. Means lack so many deviations, so that scaling a kernel still changes nothing behind its normalisation.
    /// </summary>
    private (Tensor Mean, Tensor Variance) Corrected(Tensor mean, Tensor variance, Node norm) =>
        corrections.TryGetValue(norm, out var lack) ? (mean + (lack.Mean * variance.clamp(1e-20.ToScalar()).sqrt()), variance * lack.Variance) : (mean, variance);

    /// <summary>
    /// What of a correction is kept for later estimates, within reasonable bounds: nothing of a channel that is constant now, and none so far off that it is
    /// of this batch only.
    /// </summary>
    private static Tensor Lasting(Tensor correction, Tensor variance, double none, (double Low, double High) bounds) =>
        torch.where(variance.lt(1e-10.ToScalar()), torch.ones_like(correction) * none, correction.clamp(bounds.Low.ToScalar(), bounds.High.ToScalar()));

    private void NoteCorrection(Node norm, Tensor mean, Tensor variance, double share)
    {
        if (corrections.TryGetValue(norm, out var known))
        {
            known.Mean.mul_(1 - share).add_(mean, share);
            known.Variance.mul_(1 - share).add_(variance, share);
        }
        else
        {
            corrections[norm] = (mean.clone().DetachFromDisposeScope(), variance.clone().DetachFromDisposeScope());
        }
    }

    private static Tensor Convolve(Tensor input, MergedKernel<Tensor> map, KernelShape shape)
    {
        long[] pads = [shape.Rows.Before, shape.Columns.Before, shape.Rows.After, shape.Columns.After];
        var symmetric = WindowGeometry.IsSymmetric(pads);
        return nn.functional.conv2d(
            symmetric ? input : WindowGeometry.Enlarge(input, pads, 0), ChannelsLast.Of(map.Kernel), map.Bias,
            [shape.Rows.Stride, shape.Columns.Stride], symmetric ? pads[..2] : [0, 0], [shape.Rows.Dilation, shape.Columns.Dilation], shape.Groups);
    }

    private void MoveRunning(NormalisedMap norm, Tensor mean, Tensor variance, Tensor input, double? momentum)
    {
        using var noGrad = torch.no_grad();
        var share = momentum ?? 1 - norm.Node.Float("momentum", 0.9f);
        var count = (double)input.shape[0] * norm.Shape.Rows.Outputs(input.shape[2]) * norm.Shape.Columns.Outputs(input.shape[3]);
        Move(constants[norm.Node.Inputs[3]], mean, share);
        Move(constants[norm.Node.Inputs[4]], variance * (count / Math.Max(1, count - 1)), share);

        static void Move(Tensor running, Tensor now, double share) => running.mul_(1 - share).add_(now.detach(), share);
    }

    private sealed class Exact : IDisposable
    {
        private readonly BranchWeights branches;
        private readonly BlockStatistics before;

        public Exact(BranchWeights branches)
        {
            (this.branches, before) = (branches, branches.Statistics);
            branches.Statistics = BlockStatistics.Batch;
        }

        public void Dispose() => branches.Statistics = before;
    }

    /// <summary>A normalisation and what it reads.</summary>
    private readonly record struct NormalisedMap(Node Node, MergedKernel<Tensor> Source, KernelShape Shape);
}
