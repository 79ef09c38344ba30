namespace BuildCompress.Onnx.Graphs;

/// <summary>One operator application. Values are named; an empty input or output name means "not given".</summary>
/// <param name="Name">Name for people; may be empty, then the first output names the node.</param>
/// <param name="OpType">Operator, e.g. <c>Conv</c>.</param>
/// <param name="Domain">Operator set; empty for the standard one.</param>
public sealed record Node(
    string Name, string OpType, string Domain, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, AttributeValue> Attributes)
{
    /// <summary>Values of the graph that subgraphs in the attributes read (bodies of If, Loop and Scan).</summary>
    public IReadOnlyList<string> ImplicitInputs { get; init; } = [];

    /// <summary>Fields of the file that have no meaning here (doc string, annotations), written back as read.</summary>
    public ReadOnlyMemory<byte> Extra { get; init; }

    /// <summary>How messages name the node.</summary>
    public string DisplayName => Name.Length > 0 ? Name : Outputs.FirstOrDefault(o => o.Length > 0) ?? OpType;

    /// <summary>Input <paramref name="index"/>, or null when it is not given.</summary>
    public string? Input(int index) => index < Inputs.Count && Inputs[index].Length > 0 ? Inputs[index] : null;

    public long Int(string name, long fallback) => Attributes.TryGetValue(name, out var a) && a is AttributeValue.Int i ? i.Value : fallback;

    public float Float(string name, float fallback) =>
        Attributes.TryGetValue(name, out var a) && a is AttributeValue.Float f ? f.Value : fallback;

    public string Text(string name, string fallback) =>
        Attributes.TryGetValue(name, out var a) && a is AttributeValue.Text t ? t.Value : fallback;

    public IReadOnlyList<long>? Ints(string name) => Attributes.TryGetValue(name, out var a) && a is AttributeValue.Ints i ? i.Values : null;

    public override string ToString() => $"{OpType} '{DisplayName}'";
}
