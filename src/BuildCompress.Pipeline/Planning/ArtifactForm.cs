using BuildCompress.Core.Manifests;
using BuildCompress.Core.Units;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Pipeline.Planning;

/// <summary>The form in which a model will be emitted, before its numbers are known: same nodes, same tensors, same file length.</summary>
internal static class ArtifactForm
{
    /// <summary>Counts what <paramref name="model"/> would cost as an artifact: folded and, if asked, quantised with placeholder scales.</summary>
    public static ArtifactCost Cost(Model model, QuantiseMethod method)
    {
        var artifact = method == QuantiseMethod.None ? BatchNormFolding.Fold(model) : WithPlaceholderScales(QuantizableForm.Of(model));
        return Count(artifact, OnnxFile.ToBytes(artifact).LongLength);
    }

    /// <summary>Counts a model whose file has <paramref name="bytes"/> bytes.</summary>
    public static ArtifactCost Count(Model model, long bytes)
    {
        var types = ShapeInference.Infer(model);
        var cost = CostModel.Count(model.Graph, types);
        return new ArtifactCost(cost.Macs, cost.Parameters, new Bytes(bytes), PeakActivationMemory.Points(model.Graph, types));
    }

    private static Model WithPlaceholderScales(Model folded)
    {
        var plan = QuantizationPlanner.Plan(folded, ShapeInference.Infer(folded));
        var channels = plan.Weights.Select(w => folded.Graph.Constant(w.Weight)!.Dims[0]);
        var placeholders = new QuantizationParameters(
            [.. plan.Scales.Select(_ => new AffineScale(1, 0))],
            [.. channels.Select(c => Enumerable.Repeat(1f, (int)c).ToArray())]);
        return QdqExport.Quantise(folded, plan, placeholders);
    }
}
