using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Quantization;

/// <summary>Rounds weights and biases to integers, half to even.</summary>
public static class WeightRounding
{
    /// <summary>int8 per output channel (axis 0): <c>round(w / scales[c])</c>, clamped to the grid of <paramref name="bits"/> bits.</summary>
    public static ConstantTensor Quantise(ConstantTensor weight, float[] scales, int bits)
    {
        var source = weight.AsSpan<float>();
        var result = new sbyte[source.Length];
        var row = source.Length / scales.Length;
        var (low, high) = WeightGrid.Of(bits);
        for (var c = 0; c < scales.Length; c++)
        {
            if (!(scales[c] > 0))
                throw new ArgumentException($"Scale {scales[c]} of channel {c} must be positive.", nameof(scales));
            for (var i = c * row; i < (c + 1) * row; i++)
                result[i] = (sbyte)Math.Clamp(MathF.Round(source[i] / scales[c]), low, high);
        }

        return ConstantTensor.Of(result, [.. weight.Dims]);
    }

    /// <summary>int32, saturated.</summary>
    public static ConstantTensor QuantiseBias(ConstantTensor bias, float[] scales)
    {
        var source = bias.AsSpan<float>();
        var result = new int[source.Length];
        for (var c = 0; c < result.Length; c++)
            result[c] = (int)Math.Clamp(Math.Round((double)source[c] / scales[c]), int.MinValue, int.MaxValue);
        return ConstantTensor.Of(result, result.Length);
    }
}
