using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Quantization;

/// <summary>
/// Writes a quantised model the way ONNX Runtime fuses it: a QuantizeLinear/DequantizeLinear pair behind every quantised activation, int8
/// weights per output channel and int32 biases, each behind a DequantizeLinear. Weights of 4 and fewer bits lie packed in the file and
/// become int8 while loading; activations of fewer than 8 bits are u8 clipped to their range. Rounds half to even, as the runtime does.
/// </summary>
public static class QdqExport
{
    /// <summary>The quantised model; every name of the original is kept, new ones are derived from them.</summary>
    /// <param name="model">The model that was planned; raised to the operator set that its weights need, see <see cref="OpsetUpgrade"/>.</param>
    /// <param name="plan">Where it is quantised.</param>
    /// <param name="parameters">Scales and zero points for the plan.</param>
    public static Model Quantise(Model model, QuantizationPlan plan, QuantizationParameters parameters)
    {
        model = OpsetUpgrade.To(model, plan.Weights.Select(w => WeightContainer.OpsetOf(w.Bits)).Append(OpsetUpgrade.PerChannel).Max());
        (model, plan) = ImageChannelAlignment.Apply(model, plan);
        var rewriter = new QdqRewriter(model.Graph, plan, parameters);
        return model with { Graph = UnusedParts.Remove(rewriter.Rewrite(), model.Graph) };
    }
}
