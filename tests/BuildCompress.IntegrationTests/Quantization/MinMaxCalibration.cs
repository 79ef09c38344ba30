using BuildCompress.IntegrationTests.Surgery;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;

namespace BuildCompress.IntegrationTests.Quantization;

/// <summary>Scales from the extremes that ONNX Runtime computes on a few images: the crudest calibration there is.</summary>
internal static class MinMaxCalibration
{
    public static QuantizationParameters Calibrate(Model model, QuantizationPlan plan, float[] input, long[] dims)
    {
        var tensors = plan.Activations.Select(a => a.Tensor).Where(t => model.Graph.Producer(t) is not null).ToArray();
        var probe = model with
        {
            Graph = model.Graph with { Outputs = [.. tensors.Select(t => new ValueInfo(t, new TensorType(ElementType.Float32, null)))] },
        };
        var outputs = OrtRun.Outputs(probe, input, dims);
        var values = tensors.Zip(outputs).ToDictionary(pair => pair.First, pair => pair.Second);
        var scales = plan.Scales.Select((scale, index) => Scale(
            scale, [.. plan.Activations.Where(a => a.Scale == index).SelectMany(a => values.GetValueOrDefault(a.Tensor, input))]));
        return new([.. scales], [.. plan.Weights.Select(w => WeightScales(model.Graph.Constant(w.Weight)!))]);
    }

    private static AffineScale Scale(ActivationScale scale, float[] values)
    {
        var low = scale.NonNegative ? 0 : Math.Min(0, values.Min());
        var high = Math.Max(1e-6f, Math.Min(values.Max(), scale.UpperBound ?? float.MaxValue));
        var step = (high - low) / 255;
        return new(step, (byte)MathF.Round(-low / step));
    }

    private static float[] WeightScales(ConstantTensor weight) =>
        [.. weight.AsSpan<float>().ToArray().Chunk((int)(weight.Count / weight.Dims[0])).Select(row => Math.Max(1e-8f, row.Max(MathF.Abs) / 127))];
}
