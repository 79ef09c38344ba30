using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Export: weights, scales → the ONNX model to ship.</summary>
internal static class ExportStage
{
    /// <summary>The float32 form: branches merged, batch normalisation folded.</summary>
    public static Model Float(Recovered recovered) => BatchNormFolding.Fold(BlockMerging.Merge(recovered.Model));

    /// <summary>The int8 form: QuantizeLinear/DequantizeLinear pairs that the runtime fuses.</summary>
    public static Model Integer(Quantised quantised, QuantiseSettings settings, IReadOnlyDictionary<string, int>? bits) => QdqExport.Quantise(
        quantised.Model, QuantizationPlanner.Plan(quantised.Model, ShapeInference.Infer(quantised.Model), LayerBits.Of(settings, bits)), quantised.Facts.Parameters);
}
