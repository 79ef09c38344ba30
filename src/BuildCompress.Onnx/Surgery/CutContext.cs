using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery;

/// <summary>What operator rules see while a graph is cut: which channels stay where.</summary>
internal sealed class CutContext(Model model, CouplingMap coupling, ChannelSelection selection)
{
    private readonly Graph graph = model.Graph;
    private readonly ValueNames names = new(model.Graph);
    private readonly Dictionary<string, ConstantTensor> added = [];
    private readonly Dictionary<(string Value, string Kept), string> slices = [];
    private readonly Dictionary<(string Output, int Input), ParameterUse> uses =
        coupling.Parameters.ToDictionary(p => (p.Node.Outputs[0], p.Input));

    /// <summary>Version of the standard operator set.</summary>
    public long Opset => model.Opset;

    /// <summary>Constants made for the cut graph, by name.</summary>
    public IReadOnlyDictionary<string, ConstantTensor> Added => added;

    public ChannelLayout? Layout(string value) => coupling.Channels.GetValueOrDefault(value);

    public bool Keeps(ChannelRef channel) => selection.Keeps(channel);

    /// <summary>Whether any channel of <paramref name="value"/> is dropped.</summary>
    public bool IsCut(string value) => Layout(value) is { } layout && !layout.Channels.All(selection.Keeps);

    /// <summary>How many indices of <paramref name="axis"/>, a channel axis of <paramref name="value"/>, stay.</summary>
    public int KeptCount(string value, int axis)
    {
        var layout = Layout(value)!;
        var k = layout.Axes.ToList().IndexOf(axis);
        var stride = layout.Dims.Skip(k + 1).Aggregate(1, (a, b) => a * b);
        return Enumerable.Range(0, layout.Channels.Count).Where(i => selection.Keeps(layout.Channels[i]))
            .Select(i => i / stride % layout.Dims[k]).Distinct().Count();
    }

    public ParameterUse? Use(Node node, int input) => uses.GetValueOrDefault((node.Outputs[0], input));

    /// <summary>Groups of a grouped convolution that keep inputs.</summary>
    public int SurvivingConvGroups(ParameterUse use) =>
        use.Axes.Count < 2 ? use.ConvGroups : ParameterCut.ColumnsByGroup(use, selection).Count(c => c.Length > 0);

    /// <summary>Whole numbers of a constant input; null when not given or computed.</summary>
    public IReadOnlyList<long>? Integers(Node node, string attribute, int input) => GraphConstants.Integers(graph, node, attribute, input);

    /// <summary>The numbers of a constant, seen through Identity.</summary>
    public ConstantTensor? Constant(string value) => GraphConstants.Resolve(graph, value);

    /// <summary>A name like <paramref name="hint"/> that no value has.</summary>
    public string Name(string hint) => names.New(hint);

    /// <summary>Adds a constant under a name like <paramref name="hint"/> and returns the name.</summary>
    public string Add(string hint, ConstantTensor tensor)
    {
        var name = names.New(hint);
        added[name] = tensor;
        return name;
    }

    /// <summary>The node with every channel-wise constant sliced.</summary>
    public Node SliceParameters(Node original, Node node)
    {
        for (var i = 0; i < original.Inputs.Count; i++)
        {
            if (Use(original, i) is { } use && !use.Axes.All(a => selection.Spares(a.Channels)))
                node = node.WithInput(i, Sliced(original.Inputs[i], use));
        }

        return node;
    }

    /// <summary>Equal cuts of a shared constant stay shared; the first cut keeps the name when nobody needs the whole.</summary>
    private string Sliced(string value, ParameterUse use)
    {
        var kept = string.Join('|', use.Axes.Select(a => string.Join(' ', selection.Positions(a.Channels))));
        if (slices.TryGetValue((value, kept), out var name))
            return name;
        var sliced = ParameterCut.Slice(GraphConstants.Resolve(graph, value)!, use, selection);
        if (graph.Initializers.ContainsKey(value) && !added.ContainsKey(value) && graph.Consumers(value).All(reader => CutsAll(reader, value)))
            added[name = value] = sliced;
        else
            name = Add($"{value}_cut", sliced);
        return slices[(value, kept)] = name;
    }

    private bool CutsAll(Node reader, string value) => reader.ImplicitInputs.Count == 0 && reader.Inputs.Index().All(input =>
        input.Item != value || (Use(reader, input.Index) is { } use && !use.Axes.All(a => selection.Spares(a.Channels))));
}
