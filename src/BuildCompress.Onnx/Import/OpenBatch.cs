using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Import;

/// <summary>
/// Opens a batch that was fixed at export: training and measuring choose their own. The first size of inputs and outputs becomes
/// a symbol, and so does that of a Reshape which repeats it.
/// </summary>
internal static class OpenBatch
{
    private const string Symbol = "N";

    public static Model Apply(Model model)
    {
        var graph = model.Graph;
        if (graph.Inputs[0].Type.Shape is not { Count: > 0 } shape || shape[0].Value is not { } batch)
            return model;
        var initializers = new Dictionary<string, ConstantTensor>(graph.Initializers);
        return model with
        {
            Graph = graph with
            {
                Inputs = [.. graph.Inputs.Select(Open)],
                Outputs = [.. graph.Outputs.Select(Open)],
                Nodes = [.. graph.Nodes.Select(node => Open(node, graph, batch, initializers))],
                Initializers = initializers,
            },
        };
    }

    private static ValueInfo Open(ValueInfo value) =>
        value.Type.Shape is { Count: > 0 } shape ? value with { Type = value.Type with { Shape = [new Dimension(null, Symbol), .. shape.Skip(1)] } } : value;

    // [B, rest…] → [-1, rest…], or [0, -1] where the rest is open already.
    private static Node Open(Node node, Graph graph, long batch, Dictionary<string, ConstantTensor> initializers)
    {
        if (node.OpType != "Reshape" || graph.Constant(node.Input(0)) is not null || graph.Constant(node.Input(1)) is not { Element: ElementType.Int64 } target
            || target.AsSpan<long>() is not [var first, .. var rest] || first != batch)
            return node;
        var name = $"{node.Outputs[0]}_open_shape";
        initializers[name] = ConstantTensor.Of([rest.Contains(-1) ? 0 : -1, .. rest], target.Count);
        return node with { Inputs = [node.Inputs[0], name] };
    }
}
