using System.Collections.Immutable;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.IntegrationTests.Onnx;

/// <summary>A model of one node: a float input of known shape, attributes, and constants as further inputs.</summary>
internal sealed record SingleNode(string OpType, long Opset, long[] Input)
{
    private ImmutableList<(string Name, AttributeValue Value)> Attributes { get; init; } = [];

    private ImmutableList<ConstantTensor?> Constants { get; init; } = [];

    public SingleNode Op(string op, long opset = 17) => this with { OpType = op, Opset = opset };

    public SingleNode With(string attribute, params long[] values) => With(attribute, values.Length == 1 && !IsList(attribute)
        ? new AttributeValue.Int(values[0]) : new AttributeValue.Ints(values));

    public SingleNode With(string attribute, string value) => With(attribute, new AttributeValue.Text(value));

    public SingleNode With(string attribute, params float[] values) =>
        With(attribute, values.Length == 1 ? new AttributeValue.Float(values[0]) : new AttributeValue.Floats(values));

    /// <summary>Appends an input of zeros of the given shape.</summary>
    public SingleNode Constant(params long[] dims) => Append(ConstantTensor.Of(new float[dims.Aggregate(1L, (a, b) => a * b)], dims));

    /// <summary>Appends an int64 vector.</summary>
    public SingleNode Numbers(params long[] values) => Append(ConstantTensor.Of(values, values.Length));

    /// <summary>Appends a float vector.</summary>
    public SingleNode Floats(params float[] values) => Append(ConstantTensor.Of(values, values.Length));

    /// <summary>Appends an input that is not given.</summary>
    public SingleNode Absent() => Append(null);

    public string Describe() =>
        $"{OpType}-{Opset} of {string.Join('x', Input)} {string.Join(' ', Attributes.Select(a => $"{a.Name}={Describe(a.Value)}"))} "
        + string.Join(' ', Constants.Select(c => c is null ? "-" : c.Element == ElementType.Int64 ? $"({string.Join(',', c.AsSpan<long>().ToArray())})" : $"[{string.Join(',', c.Dims)}]"));

    public Model Build()
    {
        var names = Constants.Select((constant, i) => constant is null ? "" : $"c{i}").ToArray();
        string[] outputs = OpType == "Split" ? ["y", "z"] : ["y"];
        var node = new Node("node", OpType, "", ["x", .. names], outputs, Attributes.ToDictionary(a => a.Name, a => a.Value));
        var initializers = names.Zip(Constants).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!);
        var element = OpType is "Shape" or "ArgMax" ? ElementType.Int64 : ElementType.Float32;
        var graph = new Graph(
            "single", [new ValueInfo("x", new TensorType(ElementType.Float32, [.. Input.Select(dim => (Dimension)dim)]))],
            [new ValueInfo("y", new TensorType(element, null))], [node], initializers);
        return new Model(8, new Dictionary<string, long> { [""] = Opset }, ("test", "1"), new Dictionary<string, string>(), "", graph);
    }

    private SingleNode With(string attribute, AttributeValue value) => this with { Attributes = Attributes.Add((attribute, value)) };

    private SingleNode Append(ConstantTensor? constant) => this with { Constants = Constants.Add(constant) };

    private static bool IsList(string attribute) => attribute is "axes" or "starts" or "ends" or "pads";

    private static string Describe(AttributeValue value) => value switch
    {
        AttributeValue.Ints ints => string.Join(',', ints.Values),
        AttributeValue.Floats floats => string.Join(',', floats.Values),
        AttributeValue.Int number => number.Value.ToString(),
        AttributeValue.Float number => number.Value.ToString(),
        AttributeValue.Text text => text.Value,
        _ => "",
    };
}
