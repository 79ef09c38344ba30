using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Data;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>
/// A network that computes what the runtime's int8 kernels will: activations and weights on the grids of a plan, biases on the int32 grid
/// <c>input scale * weight scale</c>. Trains like any network; grids train with it.
/// </summary>
public sealed class QuantizedNetwork : INetwork, IDisposable
{
    private readonly TrainableNetwork network;
    private readonly QuantizationPlan plan;
    private readonly ActivationQuantizer[] activations;
    private readonly WeightQuantizer[] weights;

    private QuantizedNetwork(
        Model model, InferredTypes types, QuantizationPlan plan, ActivationQuantizer[] activations, WeightQuantizer[] weights)
    {
        this.plan = plan;
        this.activations = activations;
        this.weights = weights;
        network = new TrainableNetwork(model, types, Rewrites(model.Graph));
        Parameters = [.. network.Parameters, .. activations.SelectMany(a => a.Parameters), .. weights.SelectMany(w => w.Parameters)];
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

    /// <summary>The numbers for the exporter.</summary>
    public QuantizationParameters Quantization =>
        new([.. activations.Select(a => a.Scale)], [.. weights.Select(w => w.Scales)]);

    /// <summary>Puts quantisers into a float model, with grids that suit its weights and its activations on <paramref name="samples"/>.</summary>
    /// <param name="model">In <see cref="QuantizableForm"/>.</param>
    /// <param name="types">Its inferred types.</param>
    /// <param name="plan">Where it is quantised.</param>
    /// <param name="quantizer">How.</param>
    /// <param name="samples">Calibration samples; some hundreds are enough.</param>
    /// <param name="preprocess">How a pixel becomes an input value.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <exception cref="Core.Diagnostics.DiagnosticException">A node cannot be run in libtorch (BCMP4101), or activations are not finite (BCMP4203).</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static QuantizedNetwork Calibrate(
        Model model, InferredTypes types, QuantizationPlan plan, IQuantizer quantizer, ImageDataset samples, PreprocessSettings preprocess,
        CancellationToken cancellation = default)
    {
        var calibration = ActivationCalibration.Run(model, types, plan, samples, preprocess, cancellation);
        var activations = plan.Scales.Select((rule, i) =>
            quantizer.CreateActivation($"activation-step:{i}", rule, calibration.Scale(i, rule), calibration.Elements(i))).ToArray();
        var weights = plan.Weights.Select(w =>
        {
            var tensor = model.Graph.Constant(w.Weight)!;
            var perChannel = (int)(tensor.Count / tensor.Dims[0]);
            var scales = new float[tensor.Dims[0]];
            for (var c = 0; c < scales.Length; c++)
                scales[c] = ScaleSearch.Weight(tensor.AsSpan<float>().Slice(c * perChannel, perChannel));
            return quantizer.CreateWeight($"weight-step:{w.Weight}", scales, perChannel);
        }).ToArray();
        return new QuantizedNetwork(model, types, plan, activations, weights);
    }

    /// <inheritdoc/>
    public Tensor Forward(Tensor input) => network.Forward(input);

    /// <inheritdoc cref="TrainableNetwork.KeepZeroColumns"/>
    public void KeepZeroColumns() => network.KeepZeroColumns();

    /// <inheritdoc/>
    public void Project()
    {
        network.Project();
        foreach (var activation in activations)
            activation.Project();
        foreach (var weight in weights)
            weight.Project();
    }

    /// <summary>The float graph whose weights and biases lie on their grids, so that rounding them again changes nothing.</summary>
    public Model ToModel()
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var trained = network.Parameters.ToDictionary(p => p.Name, p => p.Tensor);
        var values = new Dictionary<string, ConstantTensor>();
        for (var i = 0; i < weights.Length; i++)
        {
            var planned = plan.Weights[i];
            Add(planned.Weight, weights[i].Quantise(trained[planned.Weight]));
            if (planned.Bias is { } bias)
                Add(bias, QuantiseBias(trained[bias], weights[i], activations[planned.InputScale]));
        }

        var model = network.ToModel();
        return model with { Graph = Constants.Replace(model.Graph, values) };

        void Add(string name, Tensor tensor) => values[name] = ConstantTensor.Of(TensorData.Read(tensor), tensor.shape);
    }

    public void Dispose()
    {
        network.Dispose();
        foreach (var activation in activations)
            activation.Dispose();
        foreach (var weight in weights)
            weight.Dispose();
    }

    private ValueRewrites Rewrites(Graph graph)
    {
        var rewrites = new ValueRewrites();
        foreach (var activation in plan.Activations)
        {
            if (!activation.Inherits)
                rewrites.Add(activation.Tensor, activations[activation.Scale].Quantise, Absorbs(graph.Producer(activation.Tensor), plan.Scales[activation.Scale]));
        }

        for (var i = 0; i < weights.Length; i++)
        {
            var (planned, quantiser) = (plan.Weights[i], weights[i]);
            rewrites.Add(planned.Weight, quantiser.Quantise);
            if (planned.Bias is { } bias)
                rewrites.Add(bias, value => QuantiseBias(value, quantiser, activations[planned.InputScale]));
        }

        return rewrites;
    }

    /// <summary>A grid from 0 on clamps like the Relu or Clip before it, which the runtime drops for the same reason.</summary>
    private static bool Absorbs(Node? producer, ActivationScale rule) => producer?.OpType switch
    {
        "Relu" => rule.NonNegative,
        "Clip" => rule is { NonNegative: true, UpperBound: not null },
        _ => false,
    };

    /// <summary>Rounded to multiples of input scale times weight scale; gradients pass straight through.</summary>
    private static Tensor QuantiseBias(Tensor bias, WeightQuantizer weight, ActivationQuantizer input)
    {
        Tensor change;
        using (torch.no_grad())
        {
            var unit = weight.ScaleTensor * input.Scale.Scale;
            change = ((bias / unit).round() * unit) - bias;
        }

        return bias + change;
    }
}
