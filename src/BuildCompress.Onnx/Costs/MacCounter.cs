using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Costs;

/// <summary>Multiply-accumulates of the operators that have them.</summary>
internal sealed class MacCounter(Graph graph, InferredTypes types, BatchSize batch)
{
    private readonly HashSet<string> constants = ConstantValues(graph);

    /// <summary>MACs of <paramref name="node"/> for one sample; null when its sizes are not known.</summary>
    public long? Count(Node node) => node.Domain.Length > 0 ? 0 : node.OpType switch
    {
        // [outC, inC/groups, kernel…] at every output position
        "Conv" => Times(Output(node), Shape(node, 1)?.Skip(1)),

        // [inC, outC/groups, kernel…] at every input position
        "ConvTranspose" => Times(Shape(node, 0), Shape(node, 1)?.Skip(1)),

        "Gemm" => Times(Output(node), Shape(node, 0) is { Count: 2 } a ? [a[node.Int("transA", 0) == 0 ? 1 : 0]] : null),
        "MatMul" when node.Inputs.Any(constants.Contains) => Times(Output(node), Shape(node, 0) is { Count: > 0 } a ? [a[^1]] : null),
        _ => 0,
    };

    private IReadOnlyList<Dimension>? Output(Node node) => node.Outputs.Count > 0 ? types[node.Outputs[0]]?.Shape : null;

    private IReadOnlyList<Dimension>? Shape(Node node, int input) => node.Input(input) is { } name ? types[name]?.Shape : null;

    private long? Times(IEnumerable<Dimension>? outputs, IEnumerable<Dimension>? perOutput) =>
        outputs is null || perOutput is null ? null : batch.PerSample(outputs.Concat(perOutput));

    private static HashSet<string> ConstantValues(Graph graph)
    {
        var constants = graph.Initializers.Keys.ToHashSet();
        foreach (var node in graph.Nodes)
        {
            if (node.ImplicitInputs.Count == 0 && node.Inputs.All(input => input.Length == 0 || constants.Contains(input)))
                constants.UnionWith(node.Outputs);
        }

        return constants;
    }
}
