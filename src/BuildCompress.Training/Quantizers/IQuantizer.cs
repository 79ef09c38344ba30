using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Training.Quantizers;

/// <summary>A way to quantise: options that make one execution object per scale.</summary>
public interface IQuantizer
{
    /// <summary>The quantiser of one activation scale.</summary>
    /// <param name="name">Unique name for its parameters.</param>
    /// <param name="rule">What the runtime demands of the scale.</param>
    /// <param name="start">The calibrated scale to start from.</param>
    /// <param name="elementsPerSample">Size of the (first) tensor it quantises, without the batch.</param>
    ActivationQuantizer CreateActivation(string name, ActivationScale rule, AffineScale start, long elementsPerSample);

    /// <summary>The quantiser of one weight, per output channel (axis 0).</summary>
    /// <param name="name">Unique name for its parameters.</param>
    /// <param name="scales">The scale of each channel to start from.</param>
    /// <param name="elementsPerChannel">Size of one channel.</param>
    WeightQuantizer CreateWeight(string name, float[] scales, long elementsPerChannel);
}
