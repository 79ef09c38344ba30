using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Drawing;

/// <summary>Collapses a graph into <see cref="Chain"/>s: boxes begin where values fork or branches meet, so that a residual block is one box.</summary>
internal sealed class ChainBuilder
{
    private static readonly HashSet<string> Joins = ["Add", "Sum", "Sub", "Mul", "Div", "Max", "Min", "Mean"];

    private readonly CouplingMap coupling;
    private readonly DataFlow flow;
    private readonly HashSet<string> layers;
    private readonly Dictionary<string, Chain> sources = [];
    private readonly List<Chain> chains = [];
    private readonly List<ChainEdge> edges = [];

    private ChainBuilder(Graph graph, CouplingMap coupling)
    {
        this.coupling = coupling;
        flow = new DataFlow(graph);
        layers = [.. coupling.Weights.Select(w => w.Node)];
    }

    /// <summary>The chains of <paramref name="graph"/> in graph order, and the values that go between them.</summary>
    public static (IReadOnlyList<Chain> Chains, IReadOnlyList<ChainEdge> Edges) Build(Graph graph, CouplingMap coupling)
    {
        var builder = new ChainBuilder(graph, coupling);
        foreach (var input in graph.Inputs)
            builder.sources[input.Name] = builder.Begin(new ChainRow(RowKind.Input, input.Name));
        foreach (var node in builder.flow.Nodes)
            builder.Add(node);
        foreach (var output in graph.Outputs)
            builder.AddOutput(output.Name);
        return (builder.chains, builder.edges);
    }

    private void Add(Node node)
    {
        var inputs = flow.Inputs(node);
        var chain = Continued(node, inputs);
        var row = new ChainRow(KindOf(node, inputs.Count), node.Outputs.FirstOrDefault(o => o.Length > 0) ?? "");
        row.Nodes.Add(node);
        row.Operators.Add(node.OpType);
        if (chain is null)
            chain = Begin(row);
        else if (IsQuiet(node, inputs) && chain.Rows[^1].Kind != RowKind.Input)
            Swallow(chain.Rows[^1], row, isQuiet: true);
        else if (row.Kind == RowKind.Operator && chain.Rows[^1].Kind == RowKind.Operator)
            Swallow(chain.Rows[^1], row, isQuiet: false);
        else
            chain.Rows.Add(row);

        foreach (var input in inputs)
        {
            if (sources.TryGetValue(input, out var source) && source != chain)
                edges.Add(new(source.Id, chain.Id, chain.Rows.Count - 1, input));
        }

        foreach (var output in node.Outputs.Where(output => output.Length > 0))
            sources[output] = chain;
    }

    private void AddOutput(string value)
    {
        if (!sources.TryGetValue(value, out var source))
            return;
        var row = new ChainRow(RowKind.Output, value);
        if (flow.Users(value) == 1 && Ends(source, value))
            source.Rows.Add(row);
        else
            edges.Add(new(source.Id, Begin(row).Id, 0, value));
    }

    private Chain Begin(ChainRow row)
    {
        var chain = new Chain(chains.Count);
        chain.Rows.Add(row);
        chains.Add(chain);
        return chain;
    }

    private static void Swallow(ChainRow row, ChainRow next, bool isQuiet)
    {
        row.Nodes.AddRange(next.Nodes);
        row.Value = next.Value;
        if (!isQuiet)
            row.Operators.AddRange(next.Operators);
    }

    /// <summary>The chain that goes on with <paramref name="node"/>; null when it begins one. Of branches that meet, the longest goes on.</summary>
    private Chain? Continued(Node node, IReadOnlyList<string> inputs)
    {
        if (inputs.Count > 1 && !Joins.Contains(node.OpType))
            return null;
        Chain? longest = null;
        foreach (var input in inputs)
        {
            if (flow.Users(input) == 1 && sources.TryGetValue(input, out var chain) && Ends(chain, input) && chain.Rows.Count > (longest?.Rows.Count ?? 0))
                longest = chain;
        }

        return longest;
    }

    private static bool Ends(Chain chain, string value) => chain.Rows[^1].Value == value && chain.Rows[^1].Nodes is not [.., { Outputs.Count: > 1 }];

    private RowKind KindOf(Node node, int inputs) =>
        layers.Contains(node.DisplayName) ? RowKind.Layer : inputs > 1 && Joins.Contains(node.OpType) ? RowKind.Join : RowKind.Operator;

    /// <summary>Whether the node leaves every channel where it is, so that its row would show nothing new.</summary>
    private bool IsQuiet(Node node, IReadOnlyList<string> inputs) =>
        inputs.Count == 1 && node.Outputs.Count == 1 && !layers.Contains(node.DisplayName)
        && coupling.Channels.TryGetValue(inputs[0], out var before) && coupling.Channels.TryGetValue(node.Outputs[0], out var after)
        && before.Axes.SequenceEqual(after.Axes) && before.Channels.SequenceEqual(after.Channels);
}
