using BuildCompress.Core.Units;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Quantization;

/// <summary>
/// In how many bits a layer's numbers are, read from the file that is emitted: weights in as many as the largest integer of them needs, inputs in as many
/// as their quantiser lets through, 32 where the layer computes in float32.
/// </summary>
/// <param name="Node">Display name of the Conv, ConvTranspose, Gemm or MatMul.</param>
/// <param name="WeightBits">2 to 8, or 32.</param>
/// <param name="InputBits">1 to 8, or 32.</param>
/// <param name="Stored">The weight as it lies in the file; null where it is computed.</param>
/// <param name="Macs">Of one sample.</param>
/// <param name="ZeroMacs">Those of them on kernel columns of zeros, see <see cref="ZeroColumns"/>.</param>
public sealed record LayerPrecision(string Node, int WeightBits, int InputBits, ConstantTensor? Stored, Macs Macs, Macs ZeroMacs)
{
    private const int Float = 32;

    /// <summary>Whether the layer is meant to run in integer arithmetic: int8, however few bits are in use.</summary>
    public bool IsInteger => WeightBits < Float;

    /// <summary>Bit operations of one sample: MACs times bits of a weight times bits of an input.</summary>
    public long BitOperations => Macs.Value * WeightBits * InputBits;

    /// <summary>The part of <see cref="BitOperations"/> on kernel columns of zeros.</summary>
    public long ZeroBitOperations => ZeroMacs.Value * WeightBits * InputBits;

    /// <summary>Every layer with MACs, in graph order.</summary>
    /// <param name="graph">Float, or in the form that <see cref="QdqExport"/> writes.</param>
    /// <param name="types">Its inferred types.</param>
    /// <param name="cost">Its cost.</param>
    public static IReadOnlyList<LayerPrecision> Of(Graph graph, InferredTypes types, ModelCost cost) =>
        [.. graph.Nodes.Zip(cost.Layers).Where(l => l.Second.Macs.Value > 0).Select(l => Of(graph, types, l.First, l.Second))];

    private static LayerPrecision Of(Graph graph, InferredTypes types, Node layer, LayerCost cost)
    {
        var stored = Behind(graph, layer.Input(1));
        var zeros = ZeroColumns.OfLayer(graph, types, layer).Macs;
        return stored is { Element: ElementType.Int8 or ElementType.Int4 or ElementType.Int2 }
            ? new(cost.Node, BitsInUse(stored), InputBitsOf(graph, layer.Inputs[0]), stored, cost.Macs, zeros)
            : new(cost.Node, Float, Float, stored, cost.Macs, zeros);
    }

    /// <summary>The tensor in the file behind a weight, through DequantizeLinear and Cast.</summary>
    private static ConstantTensor? Behind(Graph graph, string? value)
    {
        while (value is not null && graph.Producer(value) is { OpType: "DequantizeLinear" or "Cast" } unpacking)
            value = unpacking.Inputs[0];
        return GraphConstants.Resolve(graph, value);
    }

    /// <summary>The fewest bits, at least 2, whose grid <c>-2^(bits-1)..2^(bits-1)-1</c> holds every integer.</summary>
    private static int BitsInUse(ConstantTensor integers)
    {
        var width = integers.Element.Bits();
        var bytes = integers.Bytes.Span;
        var magnitude = 1;
        for (var i = 0L; i < integers.Count; i++)
        {
            var packed = bytes[(int)(i * width / 8)] >> (int)(i * width % 8);
            // Sign-extended from its width.
            var value = packed << (32 - width) >> (32 - width);
            magnitude |= value < 0 ? ~value : value;
        }

        return 1 + BitLength(magnitude);
    }

    /// <summary>Bits that the quantiser before a layer lets through: those of a Clip on its integers, else 8.</summary>
    private static int InputBitsOf(Graph graph, string value)
    {
        var producer = graph.Producer(value);
        while (producer is not null and not { OpType: "QuantizeLinear" or "Clip" })
            producer = graph.Producer(producer.Inputs[0]);
        return producer is { OpType: "Clip" } && Byte(producer.Input(1)) is { } low && Byte(producer.Input(2)) is { } high
            ? BitLength(high - low) : 8;

        byte? Byte(string? bound) => graph.Constant(bound) is { Element: ElementType.UInt8 } constant ? constant.Bytes.Span[0] : null;
    }

    private static int BitLength(int value) => 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)value);
}
