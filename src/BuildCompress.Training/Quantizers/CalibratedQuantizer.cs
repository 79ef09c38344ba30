using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Training.Quantizers;

/// <summary>
/// Ranges from what was seen, not from what training makes of them: the baseline. Activations span a percentile of the calibration values on
/// either side, weights always their extremes. Its scales may be trained all the same, as LSQ's.
/// </summary>
public sealed record CalibratedQuantizer : IQuantizer
{
    /// <summary>One scale per output channel, or one per weight.</summary>
    public WeightScaling WeightScales { get; init; } = WeightScaling.PerChannel;

    /// <summary>Percent of the values that the range holds; 100 for all: min-max.</summary>
    public double Percentile { get; init; } = 100;

    public AffineScale Calibrate(ValueHistogram values, ActivationScale rule) => ScaleSearch.Range(values, rule, Percentile / 100);

    public ActivationQuantizer CreateActivation(string name, ActivationScale rule, AffineScale start, long elementsPerSample) =>
        new LsqActivationQuantizer(name, rule, start, elementsPerSample);

    public WeightQuantizer CreateWeight(string name, ConstantTensor weight, int bits) =>
        LsqWeightQuantizer.Start(name, weight, WeightGrid.Of(bits), WeightScales, ScaleSearch.Extremes);
}
