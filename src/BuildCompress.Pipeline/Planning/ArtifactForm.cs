using BuildCompress.Core.Manifests;
using BuildCompress.Core.Units;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Pipeline.Latency;

namespace BuildCompress.Pipeline.Planning;

/// <summary>The form in which a model will be emitted, before its numbers are known: same nodes, same tensors, same file length.</summary>
internal static class ArtifactForm
{
    /// <summary>Small enough that no weight but zero rounds to zero, so that columns of zeros are told from others.</summary>
    private const float WeightScale = 1e-30f;

    /// <summary>A scale with which nothing is denormal and no Clip of 6 is cut off: the runtime fuses and computes as it will with real ones.</summary>
    public const float TimedScale = 1f / 64;

    /// <summary>Counts what <paramref name="model"/> would cost as an artifact: merged, folded and, if asked, quantised with placeholder scales.</summary>
    /// <param name="model">Float.</param>
    /// <param name="settings">How it will be quantised.</param>
    /// <param name="spatial">How its kernels were thinned out.</param>
    /// <param name="latency">Predicts its latency; null where nobody asks.</param>
    /// <param name="mixed">Bits chosen layer by layer; null for the same in all.</param>
    public static ArtifactCost Cost(
        Model model, QuantiseSettings settings, SpatialMode spatial = SpatialMode.Off, LatencyModel? latency = null, IReadOnlyDictionary<string, int>? mixed = null)
    {
        model = BlockMerging.Merge(model);
        var artifact = settings.Method == QuantiseMethod.None ? BatchNormFolding.Fold(model) : WithPlaceholderScales(model, LayerBits.Of(settings, mixed), WeightScale, 1);
        var cost = Count(artifact, OnnxFile.ToBytes(artifact).LongLength, spatial);
        return latency is null ? cost : cost with { LatencyNs = (long)Math.Ceiling(latency.Predict(model)) };
    }

    /// <summary>The artifact without its numbers, to be timed: latency depends neither on training nor on scales.</summary>
    public static Model Timed(Model model, QuantiseSettings settings)
    {
        model = BlockMerging.Merge(model);
        return settings.Method == QuantiseMethod.None ? BatchNormFolding.Fold(model) : WithPlaceholderScales(model, LayerBits.Of(settings), TimedScale, TimedScale);
    }

    /// <summary>The weights that the artifact of <paramref name="model"/> will have, by the channel groups of the model.</summary>
    public static CouplingMap Layers(Model model, CouplingMap coupling) => MergedCoupling.Of(coupling, BlockMerging.Of(model));

    /// <summary>Bits of a weight times bits of an input, by name of the artifact's layers.</summary>
    public static Func<string, long> BitsPerMac(Model model, QuantiseSettings settings) =>
        LayerBits.Of(settings).BitOperationsPerMac(BlockMerging.Merge(model).Graph);

    /// <summary>Bits that a weight of most layers takes in the file.</summary>
    public static int StoredWeightBits(QuantiseSettings settings) =>
        settings.Method == QuantiseMethod.None ? 32 : WeightContainer.StoredBits(settings.Bits.Weights);

    /// <summary>Counts a model whose file has <paramref name="bytes"/> bytes; with shape columns, zeros do not count.</summary>
    public static ArtifactCost Count(Model model, long bytes, SpatialMode spatial = SpatialMode.Off)
    {
        var types = ShapeInference.Infer(model);
        var cost = CostModel.Count(model.Graph, types);
        var points = PeakActivationMemory.Points(model.Graph, types);
        var precision = LayerPrecision.Of(model.Graph, types, cost);
        if (spatial != SpatialMode.Columns)
            return new ArtifactCost(cost.Macs, cost.Parameters, new Bytes(bytes), points) { Precision = precision };
        var zeros = ZeroColumns.Of(model.Graph, types);
        return new ArtifactCost(
            new Macs(cost.Macs.Value - zeros.Macs.Value), new ParameterCount(cost.Parameters.Value - zeros.Parameters.Value), new Bytes(bytes), points)
        {
            Zeros = zeros,
            Precision = precision,
        };
    }

    /// <summary>The quantised form of <paramref name="model"/> with one scale for all activations and weights.</summary>
    public static Model WithPlaceholderScales(Model model, LayerBits bits, float weightScale, float activationScale)
    {
        var folded = QuantizableForm.Of(model, bits);
        var plan = QuantizationPlanner.Plan(folded, ShapeInference.Infer(folded), bits);
        var channels = plan.Weights.Select(w => folded.Graph.Constant(w.Weight)!.Dims[0]);
        var placeholders = new QuantizationParameters(
            [.. plan.Scales.Select(rule => new AffineScale(activationScale, 0) { High = (byte)rule.Highest })],
            [.. channels.Select(c => Enumerable.Repeat(weightScale, (int)c).ToArray())]);
        return QdqExport.Quantise(folded, plan, placeholders);
    }
}
