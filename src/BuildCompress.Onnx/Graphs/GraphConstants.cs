namespace BuildCompress.Onnx.Graphs;

/// <summary>Reads constants the way operators give them: initializers, Constant nodes, Identity of either, attributes of older operator sets.</summary>
internal static class GraphConstants
{
    /// <summary>The numbers of <paramref name="value"/>, seen through Identity; null when it is computed from an input.</summary>
    public static ConstantTensor? Resolve(Graph graph, string? value)
    {
        while (value is not null && graph.Producer(value) is { OpType: "Identity" } identity)
            value = identity.Input(0);
        return graph.Constant(value);
    }

    /// <summary>Whole numbers of <paramref name="attribute"/> or else of constant input <paramref name="input"/>; null when not given or not known.</summary>
    public static IReadOnlyList<long>? Integers(Graph graph, Node node, string attribute, int input) =>
        node.Ints(attribute) ?? Integers(Resolve(graph, node.Input(input)));

    private static IReadOnlyList<long>? Integers(ConstantTensor? tensor) => tensor?.Element switch
    {
        ElementType.Int64 => tensor.AsSpan<long>().ToArray(),
        ElementType.Int32 => Array.ConvertAll(tensor.AsSpan<int>().ToArray(), v => (long)v),
        _ => null,
    };
}
