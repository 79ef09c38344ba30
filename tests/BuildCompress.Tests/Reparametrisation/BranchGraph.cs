using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Tests.Reparametrisation;

/// <summary>Builds networks of branches with random weights and statistics, on an input <c>x</c> of <c>[N, 6, 9, 8]</c>.</summary>
internal sealed class BranchGraph(int seed)
{
    public const int Channels = 6, Height = 9, Width = 8;

    private readonly Random random = new(seed);
    private readonly List<Node> nodes = [];
    private readonly Dictionary<string, ConstantTensor> constants = [];

    public string Conv(
        string x, int inputs, int outputs, int rows, int columns, long[]? pads = null, long stride = 1, int groups = 1, bool bias = false, long dilation = 1,
        string? autoPad = null)
    {
        var attributes = new Dictionary<string, AttributeValue>
        {
            ["strides"] = new AttributeValue.Ints([stride, stride]), ["dilations"] = new AttributeValue.Ints([dilation, dilation]), ["group"] = new AttributeValue.Int(groups),
        };
        if (autoPad is not null)
            attributes["auto_pad"] = new AttributeValue.Text(autoPad);
        else
            attributes["pads"] = new AttributeValue.Ints(pads ?? [rows / 2, columns / 2, rows / 2, columns / 2]);
        var weight = Random(1, outputs, inputs / groups, rows, columns);
        return Node("Conv", bias ? [x, weight, Random(1, outputs)] : [x, weight], attributes);
    }

    public string Norm(string x, int channels) => Node("BatchNormalization", [x, Random(2, channels), Random(1, channels), Random(1, channels), Positive(channels)]);

    public string Add(params string[] values) => Node(values.Length > 2 ? "Sum" : "Add", values);

    public string Relu(string x) => Node("Relu", [x]);

    public string Constant(string op, string x, params long[] dims) => Node(op, [x, Random(1, dims)]);

    public string Pad(string x, params long[] pads)
    {
        var name = $"c{constants.Count}";
        constants[name] = ConstantTensor.Of(pads, pads.Length);
        return Node("Pad", [x, name]);
    }

    public Model Model(params string[] outputs) => new(
        8, new Dictionary<string, long> { [""] = 17 }, ("test", "1"), new Dictionary<string, string>(), "",
        new Graph(
            "branches", [new("x", new(ElementType.Float32, [new Dimension(null, "N"), Channels, Height, Width]))],
            [.. outputs.Select(o => new ValueInfo(o, new(ElementType.Float32, null)))], nodes, constants));

    public string Node(string op, string[] inputs, Dictionary<string, AttributeValue>? attributes = null)
    {
        var output = $"{op.ToLowerInvariant()}{nodes.Count}";
        nodes.Add(new Node(output, op, "", inputs, [output], attributes ?? []));
        return output;
    }

    private string Random(double scale, params long[] dims) => Store(dims, () => ((random.NextDouble() * 2) - 1) * scale);

    private string Positive(params long[] dims) => Store(dims, () => 0.2 + random.NextDouble());

    private string Store(long[] dims, Func<double> next)
    {
        var values = new float[dims.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)next();
        var name = $"c{constants.Count}";
        constants[name] = ConstantTensor.Of(values, dims);
        return name;
    }
}
