using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Benchmarks.SampleModels;

/// <summary>
/// Builds an untrained RepVGG (Ding et al., CVPR 2021) node by node: blocks of a 3x3 convolution, a 1x1 convolution and, where nothing changes size, an
/// identity, each normalised; He initialisation.
/// </summary>
internal sealed class RepVggGraph(int seed)
{
    private static readonly Dimension Batch = new(null, "batch");

    private readonly Random random = new(seed);
    private readonly List<Node> nodes = [];
    private readonly Dictionary<string, ConstantTensor> initializers = [];

    /// <summary>One block per width; a width that grows after the first halves the resolution.</summary>
    public static Model Classifier(int seed, int classes, params int[] widths)
    {
        var net = new RepVggGraph(seed);
        var (value, channels) = ("image", 3);
        for (var i = 0; i < widths.Length; i++)
        {
            value = net.Block($"block{i + 1}", value, channels, widths[i], i > 0 && widths[i] > channels ? 2 : 1);
            channels = widths[i];
        }

        value = net.Add("flatten", "Flatten", [net.Add("pool", "GlobalAveragePool", [value])]);
        net.initializers["fc.weight"] = net.HeNormal(channels, classes, channels);
        net.initializers["fc.bias"] = ConstantTensor.Of(new float[classes], classes);
        net.nodes.Add(new Node(
            "fc", "Gemm", "", [value, "fc.weight", "fc.bias"], ["scores"], new Dictionary<string, AttributeValue> { ["transB"] = new AttributeValue.Int(1) }));
        var graph = new Graph(
            "repvgg", [new ValueInfo("image", new TensorType(ElementType.Float32, [Batch, 3, 32, 32]))],
            [new ValueInfo("scores", new TensorType(ElementType.Float32, [Batch, classes]))], net.nodes, net.initializers);
        return new Model(8, new Dictionary<string, long> { [""] = 17 }, ("BuildCompress", "benchmarks"), new Dictionary<string, string>(), "", graph);
    }

    private string Block(string name, string input, int channels, int width, int stride)
    {
        var wide = Norm($"{name}.dense", Convolution($"{name}.dense", input, channels, width, 3, stride), width);
        var sum = Add($"{name}.sum", "Add", [wide, Norm($"{name}.one", Convolution($"{name}.one", input, channels, width, 1, stride), width)]);
        if (channels == width && stride == 1)
            sum = Add($"{name}.all", "Add", [sum, Norm($"{name}.identity", input, width)]);
        return Add($"{name}.relu", "Relu", [sum]);
    }

    private string Convolution(string name, string input, int channels, int width, int kernel, int stride)
    {
        initializers[$"{name}.weight"] = HeNormal(channels * kernel * kernel, width, channels, kernel, kernel);
        return Add(
            $"{name}.conv", "Conv", [input, $"{name}.weight"], ("kernel_shape", [kernel, kernel]), ("strides", [stride, stride]),
            ("pads", [kernel / 2, kernel / 2, kernel / 2, kernel / 2]));
    }

    private string Norm(string name, string value, int width)
    {
        initializers[$"{name}.scale"] = Filled(width, 1);
        initializers[$"{name}.shift"] = Filled(width, 0);
        initializers[$"{name}.mean"] = Filled(width, 0);
        initializers[$"{name}.variance"] = Filled(width, 1);
        return Add($"{name}.bn", "BatchNormalization", [value, $"{name}.scale", $"{name}.shift", $"{name}.mean", $"{name}.variance"]);
    }

    private string Add(string name, string type, string[] inputs, params (string Name, long[] Values)[] attributes)
    {
        nodes.Add(new Node(name, type, "", inputs, [name], attributes.ToDictionary(a => a.Name, a => (AttributeValue)new AttributeValue.Ints(a.Values))));
        return name;
    }

    private ConstantTensor HeNormal(int fanIn, params long[] dims)
    {
        var values = new float[dims.Aggregate(1L, (product, dim) => product * dim)];
        var deviation = Math.Sqrt(2.0 / fanIn);
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return ConstantTensor.Of(values, dims);
    }

    private static ConstantTensor Filled(int count, float value) => ConstantTensor.Of([.. Enumerable.Repeat(value, count)], count);
}
