using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Training.Data;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;
using BuildCompress.Training.Quantizers.Integers;
using BuildCompress.Training.Reparametrisation;

namespace BuildCompress.Training.Quantizers;

/// <summary>
/// A network that computes what the runtime's int8 kernels will: activations and weights on the grids of a plan, biases on the int32 grid
/// <c>input scale * weight scale</c>. Trains like any network; grids train with it. Batch normalisation that is not folded yet trains too, over
/// the quantised weights; <see cref="FreezeBatchNorm"/> folds it without moving an integer.
/// </summary>
public sealed class QuantizedNetwork : INetwork, IDisposable
{
    private readonly TrainableNetwork network;
    private readonly InferredTypes types;
    private readonly QuantizationPlan plan;
    private readonly ActivationQuantizer[] activations;
    private readonly PlannedWeight[] weights;
    private readonly BranchWeights? branches;
    private readonly Graph graph;
    private bool handedOver;
    private bool branchesHandedOver;

    private QuantizedNetwork(
        Model model, InferredTypes types, QuantizationPlan plan, ActivationQuantizer[] activations, PlannedWeight[] weights, BranchWeights? branches)
    {
        graph = model.Graph;
        this.branches = branches;
        this.types = types;
        this.plan = plan;
        this.activations = activations;
        this.weights = weights;
        network = new TrainableNetwork(model, types, Rewrites(model.Graph));
        Parameters = [.. network.Parameters, .. activations.SelectMany(a => a.Parameters), .. weights.SelectMany(w => w.Quantizer.Parameters)];
        State = [.. network.State, .. Parameters.Skip(network.Parameters.Count).Select(p => (p.Name, (Tensor)p.Tensor))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<NetworkParameter> Parameters { get; }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Tensor Tensor)> State { get; }

    /// <inheritdoc/>
    public NetworkMode Mode
    {
        get => network.Mode;
        set => network.Mode = value;
    }

    /// <summary>Whether there is batch normalisation that is not folded.</summary>
    public bool HasStatistics => network.HasStatistics;

    /// <summary>Where the network is quantised.</summary>
    public QuantizationPlan Plan => plan;

    /// <summary>The numbers for the exporter.</summary>
    public QuantizationParameters Quantization =>
        new([.. activations.Select(a => a.Scale)], [.. weights.Select(w => w.ChannelScales(Channels(w)))]);

    /// <summary>Puts quantisers into a float model, with grids that suit its weights and its activations on <paramref name="samples"/>.</summary>
    /// <param name="model">In <see cref="QuantizableForm"/>, or in that of <see cref="NormalisedLayers"/>.</param>
    /// <param name="types">Its inferred types.</param>
    /// <param name="plan">Where it is quantised, planned on the form with folded normalisation.</param>
    /// <param name="quantizer">How.</param>
    /// <param name="samples">Calibration samples; some hundreds are enough.</param>
    /// <param name="preprocess">How a pixel becomes an input value.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <exception cref="Core.Diagnostics.DiagnosticException">A node cannot be run in libtorch (BCMP4101), or activations are not finite (BCMP4203).</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static QuantizedNetwork Calibrate(
        Model model, InferredTypes types, QuantizationPlan plan, IQuantizer quantizer, ImageDataset samples, PreprocessSettings preprocess,
        CancellationToken cancellation = default) => Calibrate(model, types, plan, quantizer, samples, preprocess, null, cancellation);

    /// <summary>The same for a merged model, the weights of whose blocks are computed from <paramref name="branches"/>. Takes those over.</summary>
    internal static QuantizedNetwork Calibrate(
        Model model, InferredTypes types, QuantizationPlan plan, IQuantizer quantizer, ImageDataset samples, PreprocessSettings preprocess,
        BranchWeights? branches, CancellationToken cancellation)
    {
        var calibration = ActivationCalibration.Run(model, types, plan, samples, preprocess, cancellation);
        var activations = plan.Scales.Select((rule, i) => quantizer.CreateActivation(
            $"activation-step:{i}", rule, quantizer.Calibrate(calibration.Values(i), rule), calibration.Elements(i))).ToArray();
        var weights = plan.Weights.Select(planned => new PlannedWeight(
            planned, quantizer.CreateWeight($"weight-step:{planned.Weight}", model.Graph.Constant(planned.Weight)!, planned.Bits))).ToArray();
        return new QuantizedNetwork(model, types, plan, activations, weights, branches);
    }

    /// <summary>
    /// Puts quantisers into a network of branches: each block is quantised as the one convolution it will be, over whatever else is normalised in the
    /// graph (RepQ).
    /// </summary>
    /// <param name="merged">The network; its branches train.</param>
    /// <param name="bits">Bits of its layers.</param>
    /// <param name="quantizer">How.</param>
    /// <param name="statistics">What batch normalisation inside of blocks goes by until it freezes.</param>
    /// <param name="samples">Calibration samples.</param>
    /// <param name="preprocess">How a pixel becomes an input value.</param>
    /// <exception cref="Core.Diagnostics.DiagnosticException">As for <see cref="Calibrate(Model, InferredTypes, QuantizationPlan, IQuantizer, ImageDataset, PreprocessSettings, CancellationToken)"/>.</exception>
    public static QuantizedNetwork OverBranches(
        MergedModel merged, LayerBits bits, IQuantizer quantizer, BlockStatistics statistics, ImageDataset samples, PreprocessSettings preprocess)
    {
        var form = NormalisedLayers.Of(merged.Model, bits);
        var folded = BatchNormFolding.Fold(form);
        var plan = QuantizationPlanner.Plan(folded, ShapeInference.Infer(folded), bits);
        return Calibrate(form, ShapeInference.Infer(form), plan, quantizer, samples, preprocess, new BranchWeights(merged, statistics), default);
    }

    /// <summary>In floats that lie on the grids, with gradients. Sums of floats may round to a neighbour of what integers give; <see cref="Deploy"/> is exact.</summary>
    public Tensor Forward(Tensor input) => network.Forward(input);

    /// <summary>The network in integers; null while batch normalisation is not folded.</summary>
    public IDeployedNetwork? Deploy() => HasStatistics ? null : IntegerNetwork.Of(ToModel(), types, plan, Quantization);

    /// <inheritdoc cref="TrainableNetwork.KeepZeroColumns"/>
    public void KeepZeroColumns() => network.KeepZeroColumns();

    /// <inheritdoc/>
    public void Project()
    {
        network.Project();
        foreach (var activation in activations)
            activation.Project();
        foreach (var weight in weights)
            weight.Quantizer.Project();
    }

    /// <summary>
    /// Renews the statistics of batch normalisation behind the quantised weights, see <see cref="BatchNormEstimation"/>; inside of blocks they are
    /// those of every branch on the quantised input, exact whatever training goes by.
    /// </summary>
    /// <param name="data">Training data.</param>
    /// <param name="preprocess">How a pixel becomes an input value.</param>
    /// <param name="augment">As in training; null for none.</param>
    /// <param name="seed">Of the augmentation.</param>
    /// <param name="hasTrained">Whether the network has trained: what it learned by frozen statistics inside of blocks it learned for just those, and they stay.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public void EstimateBatchNorm(
        ImageDataset data, PreprocessSettings preprocess, AugmentSettings? augment, int seed, bool hasTrained = false, CancellationToken cancellation = default)
    {
        using var exact = hasTrained && branches is { Statistics: BlockStatistics.Frozen } ? null : branches?.WithExactStatistics();
        BatchNormEstimation.Run(network, data, preprocess, augment, seed: seed, cancellation: cancellation);
    }

    /// <summary>
    /// The same network with batch normalisation folded: the integers stay, the scales of channels and the biases take it over, and biases
    /// are rounded from now on. Takes over the quantisers: this object can only be disposed of afterwards.
    /// </summary>
    public QuantizedNetwork FreezeBatchNorm()
    {
        var latent = NormalisedLayers.WithPositiveGammas(network.ToModel());
        var folded = BatchNormFolding.Fold(latent);
        var unfolded = plan.Weights.ToDictionary(w => w.Weight, w => latent.Graph.Constant(w.Weight)!);
        var frozen = folded with { Graph = Constants.Replace(folded.Graph, unfolded) };
        branches?.Freeze();
        var result = new QuantizedNetwork(
            frozen, ShapeInference.Infer(frozen), plan, activations, Array.ConvertAll(weights, w => w.With(NormalisedLayers.Factors(latent.Graph, w.Plan.Node))),
            branches);
        handedOver = branchesHandedOver = true;
        return result;
    }

    /// <summary>The float graph as it is trained, before any rounding, its blocks merged: to be quantised anew with other bits.</summary>
    public Model Latent() => network.ToModel();

    /// <summary>The branches of its blocks, the caller's from now on; this object can only be disposed of afterwards.</summary>
    internal BranchWeights? TakeBranches()
    {
        branchesHandedOver = true;
        return branches;
    }

    /// <summary>The float graph whose weights and biases lie on their grids, so that rounding them again changes nothing.</summary>
    /// <exception cref="InvalidOperationException">Batch normalisation is not folded: it stands between weights and their scales.</exception>
    public Model ToModel()
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var trained = network.Weights().ToDictionary(w => w.Name, w => w.Tensor);
        var values = new Dictionary<string, ConstantTensor>();
        foreach (var weight in weights)
        {
            if (weight.Plan.Bias is { } bias && !trained.ContainsKey(bias))
                throw new InvalidOperationException("Freeze batch normalisation first.");
            Add(weight.Plan.Weight, weight.Quantise(trained[weight.Plan.Weight]));
            if (weight.Plan.Bias is { } own)
                Add(own, QuantiseBias(trained[own], weight, activations[weight.Plan.InputScale]));
        }

        var model = network.ToModel();
        return model with { Graph = Constants.Replace(model.Graph, values) };

        void Add(string name, Tensor tensor) => values[name] = ConstantTensor.Of(TensorData.Read(tensor), tensor.shape);
    }

    public void Dispose()
    {
        network.Dispose();
        if (!branchesHandedOver)
            branches?.Dispose();
        if (handedOver)
            return;
        foreach (var activation in activations)
            activation.Dispose();
        foreach (var weight in weights)
            weight.Dispose();
    }

    private int Channels(PlannedWeight weight) => (int)graph.Constant(weight.Plan.Weight)!.Dims[0];

    private ValueRewrites Rewrites(Graph graph)
    {
        var rewrites = new ValueRewrites { Branches = branches };
        foreach (var activation in plan.Activations)
        {
            if (!activation.Inherits)
                rewrites.Add(activation.Tensor, activations[activation.Scale].Quantise, AbsorbedActivation.Is(graph.Producer(activation.Tensor), plan.Scales[activation.Scale]));
        }

        foreach (var weight in weights)
        {
            rewrites.Add(weight.Plan.Weight, weight.Quantise);
            // Before a normalisation the bias is not the one that is emitted.
            if (weight.Plan.Bias is { } bias && NormalisedLayers.Factors(graph, weight.Plan.Node) is null)
                rewrites.Add(bias, value => QuantiseBias(value, weight, activations[weight.Plan.InputScale]));
        }

        return rewrites;
    }

    /// <summary>Rounded to multiples of input scale times weight scale; gradients pass straight through.</summary>
    private static Tensor QuantiseBias(Tensor bias, PlannedWeight weight, ActivationQuantizer input)
    {
        Tensor change;
        using (torch.no_grad())
        {
            var unit = weight.Scales() * input.Scale.Scale;
            change = ((bias / unit).round() * unit) - bias;
        }

        return bias + change;
    }
}
