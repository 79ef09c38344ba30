using System.Collections.Frozen;

namespace BuildCompress.Onnx.Graphs;

/// <summary>A network: nodes in topological order over named values. Immutable; passes return a new graph with <c>with</c>.</summary>
/// <param name="Name">Name of the graph.</param>
/// <param name="Inputs">Values fed from outside (initializers are not listed).</param>
/// <param name="Outputs">Values handed out.</param>
/// <param name="Nodes">Topological order: a value is produced before it is read.</param>
/// <param name="Initializers">Constant tensors by value name, in file order.</param>
public sealed record Graph(
    string Name, IReadOnlyList<ValueInfo> Inputs, IReadOnlyList<ValueInfo> Outputs, IReadOnlyList<Node> Nodes,
    IReadOnlyDictionary<string, ConstantTensor> Initializers)
{
    /// <summary>Declared types of values that shape inference cannot know: outputs of opaque nodes. Others are inferred, not stored.</summary>
    public IReadOnlyList<ValueInfo> OpaqueValues { get; init; } = [];

    /// <summary>
    /// Initializers that the file lists as inputs too, so that a caller may give other numbers; runtimes then fold none of them. They are
    /// constants here all the same; folding makes them ordinary ones.
    /// </summary>
    public IReadOnlyList<string> OverridableInitializers { get; init; } = [];

    /// <summary>Fields of the file that have no meaning here (doc string, sparse initializers…), written back as read.</summary>
    public ReadOnlyMemory<byte> Extra { get; init; }

    private readonly Lazy<FrozenDictionary<string, Node>> producers = new(() => IndexProducers(Nodes));
    private readonly Lazy<FrozenDictionary<string, IReadOnlyList<Node>>> consumers = new(() => IndexConsumers(Nodes));

    private Graph(Graph original)
    {
        Name = original.Name;
        Inputs = original.Inputs;
        Outputs = original.Outputs;
        Nodes = original.Nodes;
        Initializers = original.Initializers;
        OpaqueValues = original.OpaqueValues;
        OverridableInitializers = original.OverridableInitializers;
        Extra = original.Extra;
        producers = new(() => IndexProducers(Nodes));
        consumers = new(() => IndexConsumers(Nodes));
    }

    /// <summary>The node that produces <paramref name="value"/>; null for inputs and initializers.</summary>
    public Node? Producer(string value) => producers.Value.GetValueOrDefault(value);

    /// <summary>The nodes that read <paramref name="value"/>, in graph order, each once.</summary>
    public IReadOnlyList<Node> Consumers(string value) => consumers.Value.GetValueOrDefault(value) ?? [];

    /// <summary>Whether <paramref name="value"/> is read more than once, or read and handed out.</summary>
    public bool IsShared(string value)
    {
        var readers = Consumers(value);
        return readers.Count > 1 || readers.Any(r => r.Inputs.Count(i => i == value) + r.ImplicitInputs.Count(i => i == value) > 1)
            || (readers.Count > 0 && Outputs.Any(o => o.Name == value));
    }

    /// <summary>The known numbers of <paramref name="value"/>: an initializer or the output of a Constant node; null otherwise.</summary>
    public ConstantTensor? Constant(string? value)
    {
        if (value is null)
            return null;
        if (Initializers.TryGetValue(value, out var tensor))
            return tensor;
        return Producer(value) is { OpType: "Constant" } node
            && node.Attributes.GetValueOrDefault("value") is AttributeValue.Tensor constant ? constant.Value : null;
    }

    private static FrozenDictionary<string, Node> IndexProducers(IReadOnlyList<Node> nodes)
    {
        var index = new Dictionary<string, Node>();
        foreach (var node in nodes)
        {
            foreach (var output in node.Outputs)
            {
                if (output.Length > 0)
                    index[output] = node;
            }
        }

        return index.ToFrozenDictionary();
    }

    private static FrozenDictionary<string, IReadOnlyList<Node>> IndexConsumers(IReadOnlyList<Node> nodes)
    {
        var index = new Dictionary<string, List<Node>>();
        foreach (var node in nodes)
        {
            foreach (var input in node.Inputs)
                Add(input, node);
            foreach (var input in node.ImplicitInputs)
                Add(input, node);
        }

        return index.ToFrozenDictionary(pair => pair.Key, pair => (IReadOnlyList<Node>)pair.Value);

        void Add(string input, Node node)
        {
            if (input.Length == 0)
                return;
            if (!index.TryGetValue(input, out var readers))
                index[input] = readers = [];
            if (readers.Count == 0 || !ReferenceEquals(readers[^1], node))
                readers.Add(node);
        }
    }
}
