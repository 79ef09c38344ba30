using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Tests.Coupling;

/// <summary>Builds small graphs by hand: image <c>[N, 3, 8, 8]</c> in, convolutions with weights of rising numbers.</summary>
internal sealed class SmallNetwork
{
    private readonly List<Node> nodes = [];
    private readonly Dictionary<string, ConstantTensor> initializers = [];

    /// <summary>A 1x1 Conv without bias; returns its output.</summary>
    public string Conv(string name, string input, int outputs, int inputs, int groups = 1)
    {
        var values = Enumerable.Range(0, outputs * inputs / groups).Select(i => (float)i).ToArray();
        initializers[$"{name}.weight"] = ConstantTensor.Of(values, outputs, inputs / groups, 1, 1);
        return Add("Conv", name, [input, $"{name}.weight"], ("group", new AttributeValue.Int(groups)));
    }

    /// <summary>Any node with one output, which is returned.</summary>
    public string Add(string op, string name, IReadOnlyList<string> inputs, params IReadOnlyList<(string Key, AttributeValue Value)> attributes)
    {
        nodes.Add(new(name, op, "", inputs, [$"{name}_out"], attributes.ToDictionary(a => a.Key, a => a.Value)));
        return $"{name}_out";
    }

    /// <summary>A node of another domain.</summary>
    public string Add(string op, string name, IReadOnlyList<string> inputs, string domain)
    {
        nodes.Add(new(name, op, domain, inputs, [$"{name}_out"], new Dictionary<string, AttributeValue>()));
        return $"{name}_out";
    }

    /// <summary>A constant.</summary>
    public string Floats(string name, long[] dims, params float[] values)
    {
        initializers[name] = ConstantTensor.Of(values, dims);
        return name;
    }

    /// <summary>A constant of whole numbers.</summary>
    public string Numbers(string name, params long[] values)
    {
        initializers[name] = ConstantTensor.Of(values, values.Length);
        return name;
    }

    public Model Build(params IReadOnlyList<string> outputs) => new(
        8, new Dictionary<string, long> { [""] = 17 }, ("test", "1"), new Dictionary<string, string>(), "",
        new Graph(
            "small", [new ValueInfo("image", new TensorType(ElementType.Float32, [new Dimension(null, "N"), 3, 8, 8]))],
            [.. outputs.Select(o => new ValueInfo(o, new TensorType(ElementType.Float32, null)))], nodes, initializers));
}
