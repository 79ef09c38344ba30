using BuildCompress.Onnx.Coupling.Residuals;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling;

/// <summary>What operator rules see and write while channels are followed through a graph.</summary>
internal sealed class CouplingContext(
    Graph graph, InferredTypes types, CouplingOptions options, IEnumerable<ResidualCandidate> residuals)
{
    /// <summary>What no network pads, lines up or repeats more channels than; a damaged file may ask for any number, in a few nodes.</summary>
    public const long MaxChannels = 1 << 20;

    private readonly Dictionary<string, SlotLayout> layouts = [];
    private readonly Dictionary<string, ResidualCandidate> residualSums = residuals.ToDictionary(r => r.Node.Outputs[0]);
    private readonly Dictionary<string, string> rigid = [];
    private readonly Dictionary<string, (int[] Output, int[]? Input)> sharedWeights = [];

    /// <summary>Values computed from constants and shapes alone: they hold no channels.</summary>
    private readonly HashSet<string> statics = [.. graph.Initializers.Keys];

    public ChannelClasses Classes { get; } = new();

    public CouplingOptions Options => options;

    public InferredTypes Types => types;

    public IReadOnlyDictionary<string, SlotLayout> Layouts => layouts;

    /// <summary>Residual additions whose operands are not tied, in graph order.</summary>
    public List<UntiedAddition> Untied { get; } = [];

    public List<WeightSlots> Weights { get; } = [];

    public List<ParameterSlots> Parameters { get; } = [];

    /// <summary>Where channels stand in <paramref name="value"/>; null for a value without channels that could be cut.</summary>
    public SlotLayout? Layout(string? value) => value is null ? null : layouts.GetValueOrDefault(value);

    /// <summary>Says where channels stand in <paramref name="value"/>; an output that is not given, or is empty, holds none.</summary>
    public void Set(string value, SlotLayout layout)
    {
        if (value.Length > 0 && layout.Slots.Length > 0)
            layouts[value] = layout;
    }

    /// <summary>Declares that nothing is ever cut from <paramref name="value"/>; <paramref name="what"/> completes "is combined with …".</summary>
    public void SetRigid(string value, string what) => rigid[value] = what;

    /// <summary>Gives the sum of a residual addition that is to be untied channels of its own; false for any other node.</summary>
    public bool Untie(Node node) => residualSums.TryGetValue(node.Outputs[0], out var candidate) && UntiedAddition.Couple(this, candidate);

    public string WhyRigid(string value) => rigid.GetValueOrDefault(value, $"'{value}'");

    /// <summary>How messages name what makes <paramref name="value"/>.</summary>
    public string Maker(string value) => graph.Producer(value)?.ToString() ?? $"'{value}'";

    public bool IsStatic(string value) => statics.Contains(value);

    public void SetStatic(string value) => statics.Add(value);

    /// <summary>The numbers of a constant, seen through Identity.</summary>
    public ConstantTensor? Constant(string? value) => GraphConstants.Resolve(graph, value);

    /// <summary>Whole numbers of an attribute or, in later operator sets, of a constant input; null when neither is given or known.</summary>
    public IReadOnlyList<long>? Integers(Node node, string attribute, int input) => GraphConstants.Integers(graph, node, attribute, input);

    /// <summary>Number of axes, or null when unknown.</summary>
    public int? Rank(string value) => Constant(value)?.Dims.Count ?? types[value]?.Shape?.Count;

    /// <summary>Length of an axis, or null when it is unknown or the value has no such axis.</summary>
    public long? Dim(string value, int axis) =>
        Constant(value) is not { } constant ? types.Dim(value, axis) : axis >= 0 && axis < constant.Dims.Count ? constant.Dims[axis] : null;

    public void Tie(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        for (var i = 0; i < a.Length; i++)
            Classes.Union(a[i], b[i]);
    }

    public void Fix(SlotLayout? layout, string why)
    {
        foreach (var slot in layout?.Slots ?? [])
            Classes.Fix(slot, why);
    }

    /// <summary>Keeps what the network's user reads; of several reasons this is the one to tell.</summary>
    public void FixOutput(string output)
    {
        foreach (var slot in Layout(output)?.Slots ?? [])
            Classes.Refix(slot, $"it reaches the network output '{output}'");
    }

    /// <summary>Ends the following of channels: what the node reads stays whole, and so does what it makes.</summary>
    public void Barrier(Node node, string? why = null)
    {
        foreach (var input in node.Inputs.Concat(node.ImplicitInputs))
            Fix(Layout(input), why ?? $"it is read by {node}, which does with channels what cannot be followed");
        foreach (var output in node.Outputs)
            SetRigid(output, $"the output of {node}, behind which channels cannot be followed");
    }

    /// <summary>Output <paramref name="index"/> keeps the layout of its input.</summary>
    public void Pass(Node node, int index = 0)
    {
        if (Layout(node.Inputs[0]) is { } layout)
            Set(node.Outputs[index], layout);
        else
            SetRigid(node.Outputs[index], WhyRigid(node.Inputs[0]));
    }

    public void Read(Node node, int input, ParameterKind kind, int groups, params IReadOnlyList<(int Axis, int[] Slots)> axes)
    {
        if (node.Input(input) is not null)
            Parameters.Add(new(node, input, kind, axes, groups));
    }

    /// <summary>Records a weight; nodes that share one tie their channels.</summary>
    public void AddWeight(WeightSlots weight)
    {
        if (sharedWeights.TryGetValue(weight.Weight, out var first) && first.Output.Length == weight.Output.Length)
        {
            Tie(first.Output, weight.Output);
            ShareInput(first.Input, weight);
        }

        sharedWeights[weight.Weight] = (weight.Output, weight.Input);
        Weights.Add(weight);
    }

    private void ShareInput(int[]? first, WeightSlots weight)
    {
        if (first is not null && weight.Input is not null)
            Tie(first, weight.Input);
        var alone = first is null ? weight.Input : weight.Input is null ? first : null;
        foreach (var slot in alone ?? [])
            Classes.Fix(slot, $"{weight.Node} shares '{weight.Weight}' with a node whose input cannot be cut");
    }
}
