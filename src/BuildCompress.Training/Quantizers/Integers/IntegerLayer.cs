using System.Runtime.InteropServices;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers.Integers;

/// <summary>The integers of a Conv or Gemm as they are exported, and what makes its sums exact.</summary>
internal sealed class IntegerLayer
{
    /// <summary>Up to here float32 knows every integer.</summary>
    private const double ExactInFloat32 = 1 << 24;

    private readonly double[] weight;
    private readonly double[]? bias;
    private readonly IReadOnlyList<long> dims;

    private IntegerLayer(double[] weight, IReadOnlyList<long> dims, double[]? bias, float[] unit, int mostInput)
    {
        (this.weight, this.dims, this.bias, Unit) = (weight, dims, bias, unit);
        IsWide = Largest(mostInput) > ExactInFloat32;
    }

    /// <summary>Input scale times weight scale of each output channel.</summary>
    public float[] Unit { get; }

    /// <summary>Whether sums may leave the integers of float32, so that they are taken in float64; the runtime's fit int32.</summary>
    public bool IsWide { get; }

    /// <summary>The layer's integers by the exporter's own rounding.</summary>
    /// <param name="graph">Holds the weights, on their grid.</param>
    /// <param name="plan">The layer.</param>
    /// <param name="scales">Scale of each output channel.</param>
    /// <param name="input">Grid of what it reads.</param>
    public static IntegerLayer Of(Graph graph, QuantizedWeight plan, float[] scales, IntegerGrid input)
    {
        var weight = graph.Constant(plan.Weight)!;
        var unit = Array.ConvertAll(scales, s => input.Scale * s);
        var integers = Array.ConvertAll(WeightRounding.Quantise(weight, scales, plan.Bits).AsSpan<sbyte>().ToArray(), w => (double)w);
        var bias = plan.Bias is null ? null
            : Array.ConvertAll(WeightRounding.QuantiseBias(graph.Constant(plan.Bias)!, unit).AsSpan<int>().ToArray(), b => (double)b);
        return new(integers, weight.Dims, bias, unit, input.Most);
    }

    /// <summary>The weight, <c>[outC, inC/groups, kH, kW]</c> or <c>[out, in]</c>, in the type that sums are exact in.</summary>
    public Tensor Weight()
    {
        using var rows = Tensor(weight, [.. dims]);
        return dims.Count == 4 ? ChannelsLast.Of(rows) : rows.alias();
    }

    /// <summary>The bias, <c>[outC]</c>, in the same type.</summary>
    public Tensor Bias() => Tensor(bias!, bias!.Length);

    /// <summary>Sums counted in <paramref name="step"/>: <c>unit / step</c> per output channel, to be multiplied with sums of that rank.</summary>
    public Tensor Multipliers(float step)
    {
        long[] shape = dims.Count == 4 ? [1, Unit.Length, 1, 1] : [Unit.Length];
        return TensorData.Of(Array.ConvertAll(Unit, u => u / step), shape);
    }

    private Tensor Tensor(double[] numbers, params long[] shape)
    {
        if (!IsWide)
            return TensorData.Of(Array.ConvertAll(numbers, n => (float)n), shape);
        var tensor = torch.empty(shape, ScalarType.Float64);
        numbers.CopyTo(MemoryMarshal.Cast<byte, double>(tensor.bytes));
        return tensor;
    }

    /// <summary>The largest magnitude that a sum, or a part of it, can have.</summary>
    private double Largest(int mostInput)
    {
        var most = 0.0;
        var row = weight.Length / Unit.Length;
        for (var c = 0; c < Unit.Length; c++)
        {
            var sum = 0.0;
            for (var i = c * row; i < (c + 1) * row; i++)
                sum += Math.Abs(weight[i]);
            most = Math.Max(most, (sum * mostInput) + Math.Abs(bias?[c] ?? 0));
        }

        return most;
    }
}
