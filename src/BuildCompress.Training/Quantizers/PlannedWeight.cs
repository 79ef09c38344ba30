using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>The weight of a layer, its quantiser, and what frozen batch normalisation multiplies its channels by (positive).</summary>
internal sealed class PlannedWeight(QuantizedWeight plan, WeightQuantizer quantizer, Tensor? factors = null) : IDisposable
{
    public QuantizedWeight Plan => plan;

    public WeightQuantizer Quantizer => quantizer;

    /// <summary>The same weight and quantiser, times <paramref name="perChannel"/>; null for no factor.</summary>
    public PlannedWeight With(float[]? perChannel) =>
        new(plan, quantizer, perChannel is null ? factors : TensorData.Of(perChannel, perChannel.Length).DetachFromDisposeScope());

    /// <summary>The weight on its grid.</summary>
    public Tensor Quantise(Tensor weight)
    {
        var rounded = quantizer.Quantise(weight);
        return factors is null ? rounded : rounded * PerChannel.Broadcast(factors, weight);
    }

    /// <summary>Present scales, <c>[outC]</c> or <c>[1]</c>, new or the quantiser's own; no gradients.</summary>
    public Tensor Scales() => factors is null ? quantizer.Scales : quantizer.Scales * factors;

    /// <summary>The present scale of each output channel.</summary>
    public float[] ChannelScales(int channels)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var scales = TensorData.Read(Scales());
        return scales.Length == channels ? scales : [.. Enumerable.Repeat(scales[0], channels)];
    }

    public void Dispose()
    {
        factors?.Dispose();
        quantizer.Dispose();
    }
}
