using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Training.Quantizers;

/// <summary>A way to quantise: options that make one execution object per scale.</summary>
public interface IQuantizer
{
    /// <summary>The grid of an activation to start from, or to keep when nothing is trained.</summary>
    /// <param name="values">Its values on calibration samples.</param>
    /// <param name="rule">What the runtime demands of the scale, and its bits.</param>
    AffineScale Calibrate(ValueHistogram values, ActivationScale rule);

    /// <summary>The quantiser of one activation scale.</summary>
    /// <param name="name">Unique name for its parameters.</param>
    /// <param name="rule">What the runtime demands of the scale, and its bits.</param>
    /// <param name="start">The calibrated grid to start from.</param>
    /// <param name="elementsPerSample">Size of the (first) tensor it quantises, without the batch.</param>
    ActivationQuantizer CreateActivation(string name, ActivationScale rule, AffineScale start, long elementsPerSample);

    /// <summary>The quantiser of one weight.</summary>
    /// <param name="name">Unique name for its parameters.</param>
    /// <param name="weight">The weight to start from; output channels are axis 0.</param>
    /// <param name="bits">2 to 8.</param>
    WeightQuantizer CreateWeight(string name, ConstantTensor weight, int bits);
}
