using BuildCompress.Core.Units;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Costs;

/// <summary>
/// What convolutions spend on kernel positions at which a filter is zero for all its inputs (the shape columns of METHODS 1.4): counted in the
/// numbers of the file, float or int8. A dense runtime computes them all the same; one that skips them saves as much.
/// </summary>
/// <param name="Macs">For one sample.</param>
/// <param name="Parameters">A constant that several nodes read counts once.</param>
public sealed record ZeroColumns(Macs Macs, ParameterCount Parameters)
{
    /// <summary>Counts every Conv with a constant kernel.</summary>
    public static ZeroColumns Of(Graph graph, InferredTypes types)
    {
        var (macs, parameters) = (0L, 0L);
        var counted = new HashSet<string>();
        foreach (var node in graph.Nodes)
        {
            var (layerMacs, zeros) = OfLayer(graph, types, node);
            macs += layerMacs.Value;
            parameters += zeros.Value > 0 && counted.Add(node.Inputs[1]) ? zeros.Value : 0;
        }

        return new(new Macs(macs), new ParameterCount(parameters));
    }

    /// <summary>What one node spends so; nothing unless it is a Conv with a constant kernel.</summary>
    internal static ZeroColumns OfLayer(Graph graph, InferredTypes types, Node node)
    {
        if (node.OpType != "Conv" || Kernel(graph, node.Input(1)) is not { } kernel || types[node.Outputs[0]]?.Shape is not { } shape)
            return new(new Macs(0), new ParameterCount(0));
        var zeros = Count(kernel);
        return new(new Macs(zeros * shape.Skip(2).Aggregate(1L, (product, dim) => product * (dim.Value ?? 1))), new ParameterCount(zeros));
    }

    /// <summary>The kernel as stored: the integers behind a DequantizeLinear whose zero points are 0.</summary>
    private static ConstantTensor? Kernel(Graph graph, string? value)
    {
        if (value is not null && graph.Producer(value) is { OpType: "DequantizeLinear" } dequantise)
        {
            var symmetric = GraphConstants.Resolve(graph, dequantise.Input(2))?.Bytes.Span.IndexOfAnyExcept((byte)0) is null or -1;
            value = symmetric ? dequantise.Inputs[0] : null;
            if (value is not null && graph.Producer(value) is { OpType: "Cast" } widen)
                value = widen.Inputs[0];
        }

        return GraphConstants.Resolve(graph, value) is { Dims.Count: > 2, Count: > 0 } kernel ? kernel : null;
    }

    /// <summary>Weights in columns of zeros.</summary>
    private static long Count(ConstantTensor kernel)
    {
        var (filters, inputs) = (kernel.Dims[0], kernel.Dims[1]);
        var positions = kernel.Count / (filters * inputs);
        var zeros = 0L;
        for (var filter = 0L; filter < filters; filter++)
        {
            for (var position = 0L; position < positions; position++)
            {
                var input = 0L;
                while (input < inputs && IsZero(kernel, ((filter * inputs) + input) * positions + position))
                    input++;
                zeros += input == inputs ? inputs : 0;
            }
        }

        return zeros;
    }

    private static bool IsZero(ConstantTensor tensor, long index)
    {
        if (tensor.Element == ElementType.Float32)
            return tensor.AsSpan<float>()[(int)index] == 0;
        var bits = tensor.Element.Bits();
        return bits < 8
            ? (tensor.Bytes.Span[(int)(index * bits / 8)] >> (int)(index * bits % 8) & ((1 << bits) - 1)) == 0
            : tensor.Bytes.Span.Slice((int)index * (bits / 8), bits / 8).IndexOfAnyExcept((byte)0) < 0;
    }
}
