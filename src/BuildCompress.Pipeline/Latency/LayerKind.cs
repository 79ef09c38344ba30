using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Pipeline.Latency;

/// <summary>
/// Layers that take the same time at the same channel counts: one operator with one set of attributes on one size of input, with what the runtime
/// computes in the same breath (Add, Relu), in one precision. It is measured once for all of them.
/// </summary>
/// <param name="Key">Equal exactly for layers of one kind; for people too.</param>
/// <param name="Layer">One of them: <c>Conv</c> or <c>Gemm</c>.</param>
/// <param name="Height">Rows of the input; 1 for a Gemm.</param>
/// <param name="Width">Columns of the input; 1 for a Gemm.</param>
/// <param name="OutputPositions">Rows times columns of the output; 1 for a Gemm.</param>
/// <param name="Kernel">Extents of the kernel; empty for a Gemm.</param>
/// <param name="ConvGroups">Groups of a grouped Conv; 0 for a depthwise one, 1 for an ordinary one.</param>
/// <param name="Add">Whether its result is added to another.</param>
/// <param name="Relu">Whether a Relu or Clip follows.</param>
/// <param name="Quantised">Whether it runs in int8.</param>
internal sealed record LayerKind(
    string Key, Node Layer, long Height, long Width, long OutputPositions, IReadOnlyList<long> Kernel, int ConvGroups, bool Add, bool Relu, bool Quantised)
{
    /// <summary>Whether every output reads its own input only.</summary>
    public bool IsDepthwise => ConvGroups == 0;

    /// <summary>Whether it is no convolution.</summary>
    public bool IsGemm => Layer.OpType == "Gemm";

    /// <summary>The kind of a layer; null for operators that are not modelled (ConvTranspose, MatMul): their time counts as the network's rest.</summary>
    public static LayerKind? Of(Graph graph, InferredTypes types, Node layer, WeightCoupling weight, bool quantised)
    {
        var isConv = layer.OpType == "Conv";
        if ((!isConv && layer.OpType != "Gemm") || graph.Constant(layer.Input(1)) is not { } tensor || (isConv && tensor.Dims.Count != 4))
            return null;
        var (height, width) = isConv ? (types.Dim(layer.Inputs[0], 2), types.Dim(layer.Inputs[0], 3)) : (1, 1);
        var positions = isConv ? types.Dim(layer.Outputs[0], 2) * types.Dim(layer.Outputs[0], 3) : 1;
        if (height is not { } rows || width is not { } columns || positions is not { } outputPositions)
            return null;
        var groups = weight.IsDepthwise ? 0 : weight.ConvGroups;
        long[] kernel = isConv ? [tensor.Dims[2], tensor.Dims[3]] : [];
        var (add, relu) = isConv ? Epilogue(graph, layer) : (false, false);
        var attributes = layer.Attributes.Where(a => isConv && a.Key is "strides" or "pads" or "dilations" or "auto_pad").OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a => $"{a.Key} {a.Value switch { AttributeValue.Ints i => string.Join('x', i.Values), AttributeValue.Text t => t.Value, _ => "?" }}");
        string[] parts =
        [
            layer.OpType, .. isConv ? [string.Join('x', kernel)] : Array.Empty<string>(), .. attributes,
            groups switch { 0 => "depthwise", 1 => "", _ => $"groups {groups}" }, isConv ? $"on {rows}x{columns}" : "",
            add ? "add" : "", relu ? "relu" : "", quantised ? "int8" : "fp32",
        ];
        return new LayerKind(
            string.Join(' ', parts.Where(p => p.Length > 0)), layer, rows, columns, outputPositions, kernel, groups, add, relu, quantised);
    }

    /// <summary>What the runtime computes together with a layer: the Add that its result waits for last, and a Relu or Clip.</summary>
    private static (bool Add, bool Relu) Epilogue(Graph graph, Node layer)
    {
        var value = layer.Outputs[0];
        var add = false;
        while (graph.Consumers(value) is [var reader])
        {
            switch (reader.OpType)
            {
                case "BatchNormalization":
                    break;
                case "Relu" or "Clip":
                    return (add, true);
                case "Add" when !add && IsLast(graph, reader, value):
                    add = true;
                    break;
                default:
                    return (add, false);
            }

            value = reader.Outputs[0];
        }

        return (add, false);
    }

    /// <summary>Whether the other operand of an Add is there before this one: two layers may add to each other, and the Add is counted once.</summary>
    private static bool IsLast(Graph graph, Node add, string value)
    {
        var other = add.Inputs.FirstOrDefault(i => i != value);
        if (other is null || graph.Initializers.ContainsKey(other))
            return false;
        return Position(other) < Position(value);

        int Position(string name) => graph.Producer(name) is { } producer ? graph.Nodes.Index().First(n => ReferenceEquals(n.Item, producer)).Index : -1;
    }
}
