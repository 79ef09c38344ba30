using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Networks;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.Training.Sensitivity;

/// <summary>Weights on the grids that a method starts from.</summary>
internal sealed class RoundedWeights(Graph graph, IQuantizer quantizer)
{
    /// <summary>As trained, row-major.</summary>
    public ReadOnlySpan<float> Exact(QuantizedWeight weight) => graph.Constant(weight.Weight)!.AsSpan<float>();

    /// <summary>Rounded to the grids of so many bits, row-major.</summary>
    public float[] Of(QuantizedWeight weight, int bits)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var constant = graph.Constant(weight.Weight)!;
        using var grids = quantizer.CreateWeight("rounded", constant, bits);
        return TensorData.Read(grids.Quantise(TensorData.Of(constant)));
    }
}
