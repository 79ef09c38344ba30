using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Benchmarks.SampleModels;

/// <summary>
/// Builds an untrained residual CNN node by node: convolutions with He initialisation (He et al. 2015), batch normalisation with unit
/// scale, ReLU.
/// </summary>
internal sealed class ResidualGraph(int seed)
{
    private static readonly Dimension Batch = new(null, "batch");

    private readonly Random random = new(seed);
    private readonly List<Node> nodes = [];
    private readonly Dictionary<string, ConstantTensor> initializers = [];

    /// <summary>A stem at full resolution, pooling, then blocks of the given widths; a width that grows after the first halves the resolution.</summary>
    public static Model Classifier(int seed, int classes, int stem, params int[] widths)
    {
        var net = new ResidualGraph(seed);
        var value = net.Relu("stem", net.Convolution("stem", "image", 3, stem, kernel: 3, stride: 1));
        value = net.Add("stem.pool", "MaxPool", [value], ("kernel_shape", Ints(2, 2)), ("strides", Ints(2, 2)));
        var channels = stem;
        for (var i = 0; i < widths.Length; i++)
        {
            var stride = i > 0 && widths[i] > channels ? 2 : 1;
            value = net.Block($"block{i + 1}", value, channels, widths[i], stride);
            channels = widths[i];
        }

        value = net.Add("pool", "GlobalAveragePool", [value]);
        value = net.Add("flatten", "Flatten", [value]);
        net.initializers["fc.weight"] = net.HeNormal(channels, classes, channels);
        net.initializers["fc.bias"] = ConstantTensor.Of(new float[classes], classes);
        net.nodes.Add(new Node("fc", "Gemm", "", [value, "fc.weight", "fc.bias"], ["scores"], Attributes(("transB", new AttributeValue.Int(1)))));
        var graph = new Graph(
            "shapes",
            [new ValueInfo("image", new TensorType(ElementType.Float32, [Batch, 3, 32, 32]))],
            [new ValueInfo("scores", new TensorType(ElementType.Float32, [Batch, classes]))],
            net.nodes, net.initializers);
        return new Model(8, new Dictionary<string, long> { [""] = 17 }, ("BuildCompress", "sample-model"), new Dictionary<string, string>(), "", graph);
    }

    private string Block(string name, string input, int channels, int width, int stride)
    {
        var first = Relu($"{name}.1", Convolution($"{name}.1", input, channels, width, kernel: 3, stride));
        var second = Convolution($"{name}.2", first, width, width, kernel: 3, stride: 1);
        var shortcut = channels == width && stride == 1 ? input : Convolution($"{name}.shortcut", input, channels, width, kernel: 1, stride);
        return Relu(name, Add($"{name}.add", "Add", [second, shortcut]));
    }

    private string Convolution(string name, string input, int channels, int width, int kernel, int stride)
    {
        var pad = kernel / 2;
        initializers[$"{name}.weight"] = HeNormal(channels * kernel * kernel, width, channels, kernel, kernel);
        var output = Add(
            $"{name}.conv", "Conv", [input, $"{name}.weight"],
            ("kernel_shape", Ints(kernel, kernel)), ("strides", Ints(stride, stride)), ("pads", Ints(pad, pad, pad, pad)));
        initializers[$"{name}.scale"] = Filled(width, 1);
        initializers[$"{name}.shift"] = Filled(width, 0);
        initializers[$"{name}.mean"] = Filled(width, 0);
        initializers[$"{name}.variance"] = Filled(width, 1);
        return Add($"{name}.bn", "BatchNormalization", [output, $"{name}.scale", $"{name}.shift", $"{name}.mean", $"{name}.variance"]);
    }

    private string Relu(string name, string input) => Add($"{name}.relu", "Relu", [input]);

    private string Add(string name, string type, string[] inputs, params (string Name, AttributeValue Value)[] attributes)
    {
        nodes.Add(new Node(name, type, "", inputs, [name], Attributes(attributes)));
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

    private static ConstantTensor Filled(int count, float value)
    {
        var values = new float[count];
        Array.Fill(values, value);
        return ConstantTensor.Of(values, count);
    }

    private static AttributeValue Ints(params long[] values) => new AttributeValue.Ints(values);

    private static Dictionary<string, AttributeValue> Attributes(params (string Name, AttributeValue Value)[] attributes) =>
        attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value);
}
