using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Training.Networks;

namespace BuildCompress.IntegrationTests.Training.Networks;

/// <summary>Builds small graphs: a chain of nodes, each reading the last value and constants.</summary>
internal sealed class TestGraph
{
    private readonly List<Node> nodes = [];
    private readonly Dictionary<string, ConstantTensor> constants = [];
    private readonly Random random;
    private readonly ValueInfo input;

    public TestGraph(int seed, params Dimension[] shape)
    {
        random = new Random(seed);
        input = new ValueInfo("x", new TensorType(ElementType.Float32, shape));
        Last = "x";
    }

    /// <summary>Name of the value the next node reads.</summary>
    public string Last { get; set; }

    /// <summary>A random float32 constant, uniform in -scale..scale.</summary>
    public string Weight(double scale, params long[] dims)
    {
        var values = new float[dims.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(((random.NextDouble() * 2) - 1) * scale);
        return Constant(ConstantTensor.Of(values, dims));
    }

    /// <summary>A positive random constant around 1.</summary>
    public string Positive(params long[] dims)
    {
        var values = new float[dims.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(0.5 + random.NextDouble());
        return Constant(ConstantTensor.Of(values, dims));
    }

    public string Constant(ConstantTensor tensor)
    {
        var name = $"c{constants.Count}";
        constants.Add(name, tensor);
        return name;
    }

    /// <summary>An int64 vector.</summary>
    public string Integers(params long[] values) => Constant(ConstantTensor.Of(values, values.Length));

    /// <summary>Splits <see cref="Last"/> into pieces of given sizes or into <paramref name="pieces"/> even ones.</summary>
    public TestGraph Split(long axis, long[]? sizes, int pieces = 0)
    {
        var attributes = new Dictionary<string, AttributeValue> { ["axis"] = new AttributeValue.Int(axis) };
        if (sizes is null)
            attributes["num_outputs"] = new AttributeValue.Int(pieces);
        string[] inputs = sizes is null ? [Last] : [Last, Integers(sizes)];
        nodes.Add(new Node($"Split_{nodes.Count}", "Split", "", inputs, [.. Enumerable.Range(0, sizes?.Length ?? pieces).Select(Piece)], attributes));
        return this;
    }

    /// <summary>As before operator set 13.</summary>
    public TestGraph SplitByAttribute(long axis, long[] sizes)
    {
        var attributes = new Dictionary<string, AttributeValue> { ["axis"] = new AttributeValue.Int(axis), ["split"] = new AttributeValue.Ints(sizes) };
        nodes.Add(new Node($"Split_{nodes.Count}", "Split", "", [Last], [.. Enumerable.Range(0, sizes.Length).Select(Piece)], attributes));
        return this;
    }

    /// <summary>Name of a piece of <see cref="Split"/>.</summary>
    public string Piece(int index) => $"piece{index}";

    /// <summary>Resizes height and width of <see cref="Last"/>.</summary>
    public TestGraph Resize(string mode, float height, float width, params (string Name, object Value)[] attributes) =>
        Then("Resize", ["", Constant(ConstantTensor.Of([1f, 1, height, width], 4))], [("mode", mode), .. attributes]);

    /// <summary>Adds a node that reads <see cref="Last"/> and <paramref name="inputs"/>.</summary>
    public TestGraph Then(string op, string[]? inputs = null, params (string Name, object Value)[] attributes) =>
        Join(op, [Last, .. inputs ?? []], attributes);

    /// <summary>Adds a node that reads <paramref name="inputs"/> only.</summary>
    public TestGraph Join(string op, string[] inputs, params (string Name, object Value)[] attributes)
    {
        Last = $"v{nodes.Count}";
        nodes.Add(new Node($"{op}_{nodes.Count}", op, "", inputs, [Last], attributes.ToDictionary(a => a.Name, a => Value(a.Value))));
        return this;
    }

    /// <summary>Rows of a random table <c>[rows, width]</c> picked by <see cref="Last"/>.</summary>
    public TestGraph Table(long rows, long width) => Join("Gather", [Weight(1, rows, width), Last]);

    /// <summary>The last node says that it has <paramref name="count"/> further outputs and gives none a name.</summary>
    public TestGraph WithoutOutputs(int count)
    {
        nodes[^1] = nodes[^1] with { Outputs = [Last, .. Enumerable.Repeat("", count)] };
        return this;
    }

    /// <summary>Conv (with bias) of random weights.</summary>
    public TestGraph Conv(int inputs, int outputs, int kernel, params (string Name, object Value)[] attributes) =>
        Then("Conv", [Weight(Math.Sqrt(3.0 / (inputs * kernel * kernel)), outputs, inputs, kernel, kernel), Weight(0.2, outputs)], attributes);

    /// <summary>BatchNormalization of random statistics.</summary>
    public TestGraph BatchNorm(int channels) =>
        Then("BatchNormalization", [Positive(channels), Weight(0.3, channels), Weight(0.3, channels), Positive(channels)]);

    public Model Model(long opset = 13) => new(
        8, new Dictionary<string, long> { [""] = opset }, ("test", "1"), new Dictionary<string, string>(), "",
        new Graph("g", [input], [new ValueInfo(Last, new TensorType(ElementType.Float32, null))], nodes, constants));

    public TrainableNetwork Network(long opset = 13)
    {
        var model = Model(opset);
        return new TrainableNetwork(model, ShapeInference.Infer(model));
    }

    private static AttributeValue Value(object value) => value switch
    {
        long i => new AttributeValue.Int(i),
        int i => new AttributeValue.Int(i),
        float f => new AttributeValue.Float(f),
        string s => new AttributeValue.Text(s),
        long[] l => new AttributeValue.Ints(l),
        float[] f => new AttributeValue.Floats(f),
        _ => throw new ArgumentException(value.GetType().Name),
    };
}
