using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Quantization;

/// <summary>
/// Writes a quantised model the way ONNX Runtime fuses it: a QuantizeLinear/DequantizeLinear pair behind every quantised activation, int8
/// weights per output channel and int32 biases, each behind a DequantizeLinear. Rounds half to even, as the runtime does.
/// </summary>
public static class QdqExport
{
    /// <summary>The quantised model; every name of the original is kept, new ones are derived from them.</summary>
    /// <param name="model">The model that was planned; operator set 13 or later, see <see cref="OpsetUpgrade"/>.</param>
    /// <param name="plan">Where it is quantised.</param>
    /// <param name="parameters">Scales and zero points for the plan.</param>
    public static Model Quantise(Model model, QuantizationPlan plan, QuantizationParameters parameters)
    {
        model = OpsetUpgrade.ToPerChannel(model);
        (model, plan) = ImageChannelAlignment.Apply(model, plan);
        var rewriter = new QdqRewriter(model.Graph, plan, parameters);
        return model with { Graph = UnusedParts.Remove(rewriter.Rewrite(), model.Graph) };
    }
}
