using System.Globalization;
using System.Text;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Drawing;

/// <summary>
/// Draws which channels live and die together, in the language of Graphviz: a box per chain of layers, a row per layer, and one colour per channel
/// group, on the layers that make its channels and on the lines that carry them.
/// </summary>
public sealed class CouplingDrawing
{
    private const int MostColours = 4;

    private const int SwatchWidth = 24;

    private readonly string title;
    private readonly Graph graph;
    private readonly InferredTypes types;
    private readonly CouplingMap coupling;
    private readonly ModelCost cost;
    private readonly GroupColours colours;
    private readonly Dictionary<string, WeightCoupling> weights;
    private readonly Dictionary<string, LayerCost> costs;
    private readonly StringBuilder dot = new();

    private CouplingDrawing(string title, Graph graph, InferredTypes types, CouplingMap coupling, ModelCost cost)
    {
        (this.title, this.graph, this.types, this.coupling, this.cost) = (title, graph, types, coupling, cost);
        colours = new GroupColours(coupling);
        weights = coupling.Weights.DistinctBy(w => w.Node).ToDictionary(w => w.Node);
        costs = cost.Layers.DistinctBy(l => l.Node).ToDictionary(l => l.Node);
    }

    /// <summary>The drawing in DOT.</summary>
    /// <param name="title">Heading, e.g. the file's name.</param>
    /// <param name="graph">The network.</param>
    /// <param name="types">Its shapes.</param>
    /// <param name="coupling">Its channel groups.</param>
    /// <param name="cost">Its costs.</param>
    public static string ToDot(string title, Graph graph, InferredTypes types, CouplingMap coupling, ModelCost cost) =>
        new CouplingDrawing(title, graph, types, coupling, cost).Draw();

    private string Draw()
    {
        var (chains, edges) = ChainBuilder.Build(graph, coupling);
        dot.Append("digraph coupling {\n");
        dot.Append("  graph [fontname=\"Helvetica,Arial,sans-serif\" fontsize=11 labelloc=t labeljust=l nodesep=0.35 ranksep=0.3 pad=0.2 bgcolor=white tooltip=\" \"\n");
        dot.Append("    label=<").Append(DrawingLegend.Of(title, coupling, cost, colours)).Append(">];\n");
        dot.Append("  node [shape=plain fontname=\"Helvetica,Arial,sans-serif\" fontsize=10];\n");
        dot.Append("  edge [penwidth=2 arrowsize=0.6];\n");
        foreach (var chain in chains)
            AppendChain(chain);
        foreach (var edge in edges)
            AppendEdge(edge, chains[edge.To]);
        return dot.Append("}\n").ToString();
    }

    private void AppendChain(Chain chain)
    {
        dot.Append(CultureInfo.InvariantCulture, $"  c{chain.Id} [tooltip=\" \" label=<<TABLE BORDER=\"1\" COLOR=\"#8a919c\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"3\" BGCOLOR=\"white\">");
        for (var row = 0; row < chain.Rows.Count; row++)
            AppendRow(chain.Rows[row], row);
        dot.Append("</TABLE>>];\n");
    }

    private void AppendRow(ChainRow row, int index)
    {
        var title = DotText.Html(Title(row));
        var channels = Channels(row);
        var (name, what, size, macs) = Words(row);
        dot.Append("<TR>");
        Swatch(colours.Of(channels));
        Cell(row.Kind is RowKind.Layer ? $"<B>{DotText.Html(name)}</B> " : DotText.Html(name), "LEFT");
        Cell(DotText.Html(what), "LEFT", "#5b6470");
        Cell(DotText.Html(size), "RIGHT");
        Cell(DotText.Html(macs), "RIGHT", "#5b6470", port: $"r{index}");
        dot.Append("</TR>");

        void Cell(string text, string align, string? colour = null, string? port = null)
        {
            dot.Append("<TD TARGET=\"_self\" TOOLTIP=\"").Append(title).Append("\" ALIGN=\"").Append(align).Append('"');
            if (port is not null)
                dot.Append(" PORT=\"").Append(port).Append('"');
            dot.Append('>').Append(text.Length == 0 ? " " : colour is null ? text : $"<FONT COLOR=\"{colour}\">{text}</FONT>").Append("</TD>");
        }

        // One stripe per colour; a table of its own, because a cell has one background.
        void Swatch(IReadOnlyList<string> all)
        {
            var shown = all.Take(MostColours).ToArray();
            dot.Append("<TD CELLPADDING=\"0\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR>");
            foreach (var colour in shown)
            {
                dot.Append(CultureInfo.InvariantCulture, $"<TD FIXEDSIZE=\"TRUE\" WIDTH=\"{SwatchWidth / shown.Length}\" HEIGHT=\"18\" BGCOLOR=\"{colour}\" ")
                    .Append(CultureInfo.InvariantCulture, $"TARGET=\"_self\" TOOLTIP=\"{title}\"></TD>");
            }

            dot.Append("</TR></TABLE></TD>");
        }
    }

    private (string Name, string What, string Size, string Macs) Words(ChainRow row) => row.Kind switch
    {
        RowKind.Input => ("input", row.Value, Shape(row.Value), ""),
        RowKind.Output => ("output", row.Value, Shape(row.Value), ""),
        RowKind.Layer when weights[row.Nodes[0].DisplayName] is var weight => (
            LayerWords.Name(row.Nodes[0]), LayerWords.Geometry(row.Nodes[0], weight, types), $"{weight.Input.Count} → {weight.Output.Count}",
            Macs(row.Nodes[0])),
        RowKind.Join => (row.Nodes[0].OpType switch { "Add" or "Sum" => "+", "Mul" => "×", var op => op }, "", Width(row.Value), ""),
        _ => (string.Join(", ", row.Operators.Distinct().Take(3)), "", Width(row.Value), ""),
    };

    private string Macs(Node node) => costs.TryGetValue(node.DisplayName, out var layer) && layer.Macs.Value > 0 ? LayerWords.Count(layer.Macs.Value) : "";

    private string Shape(string value) => types[value]?.Shape is { Count: > 1 } shape ? string.Join('x', shape.Skip(1)) : "";

    private string Width(string value) => coupling.Channels.TryGetValue(value, out var layout) ? layout.Channels.Count.ToString(CultureInfo.InvariantCulture) : "";

    private IReadOnlyList<ChannelRef> Channels(ChainRow row) =>
        row.Kind == RowKind.Layer ? weights[row.Nodes[0].DisplayName].Output : Channels(row.Value);

    private IReadOnlyList<ChannelRef> Channels(string value) => coupling.Channels.TryGetValue(value, out var layout) ? layout.Channels : [];

    private string Title(ChainRow row)
    {
        var text = new StringBuilder();
        foreach (var node in row.Nodes)
        {
            text.Append(node);
            if (costs.TryGetValue(node.DisplayName, out var layer) && layer.Macs.Value + layer.Parameters.Value > 0)
                text.Append(CultureInfo.InvariantCulture, $": {layer.Macs}, {layer.Parameters}");
            text.Append('\n');
        }

        if (types[row.Value] is { } type)
            text.Append(row.Value).Append(": ").Append(type).Append('\n');
        return text.Append(DrawingLegend.Describe(coupling, Channels(row))).ToString();
    }

    private void AppendEdge(ChainEdge edge, Chain to)
    {
        var channels = Channels(edge.Value);
        var shown = colours.Of(channels).Take(MostColours).ToArray();
        var target = edge.Row == 0 ? $"c{edge.To}:n" : $"c{edge.To}:r{edge.Row}:e";
        var title = $"{edge.Value}: {types[edge.Value]?.ToString() ?? "unknown shape"}\n{DrawingLegend.Describe(coupling, channels)}";
        dot.Append(CultureInfo.InvariantCulture, $"  c{edge.From}:s -> {target} [color=\"{string.Join(':', shown)}\" tooltip={DotText.Quoted(title)}");
        if (edge.Row > 0 && to.Rows[edge.Row].Kind == RowKind.Join)
            dot.Append(" weight=0 constraint=true");
        dot.Append("];\n");
    }
}
