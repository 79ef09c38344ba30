using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Benchmarks.Importing;

/// <summary>A graph of ResNet-50's exact size: 53 convolutions with batch normalisation, 25.6 M parameters, 4.09 GMAC at 224 x 224.</summary>
internal sealed class ResNet50Graph
{
    private readonly List<Node> nodes = [];
    private readonly Dictionary<string, ConstantTensor> initializers = [];

    public static Model Build() => new ResNet50Graph().Model();

    private Model Model()
    {
        var x = Unit("stem", "image", 3, 64, 7, stride: 2);
        x = Add("MaxPool", [x], ("kernel_shape", Ints(3, 3)), ("strides", Ints(2, 2)), ("pads", Ints(1, 1, 1, 1)));
        var channels = 64;
        foreach (var (width, blocks, stride) in new[] { (64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2) })
        {
            for (var block = 0; block < blocks; block++)
                x = Bottleneck($"l{width}.{block}", x, ref channels, width, block == 0 ? stride : 1);
        }

        x = Add("Flatten", [Add("GlobalAveragePool", [x])]);
        initializers["fc.weight"] = ConstantTensor.Of(new float[1000 * channels], 1000, channels);
        initializers["fc.bias"] = ConstantTensor.Of(new float[1000], 1000);
        x = Add("Gemm", [x, "fc.weight", "fc.bias"], ("transB", new AttributeValue.Int(1)));
        var batch = new Dimension(null, "N");
        var graph = new Graph(
            "resnet50", [new ValueInfo("image", new TensorType(ElementType.Float32, [batch, 3, 224, 224]))],
            [new ValueInfo(x, new TensorType(ElementType.Float32, [batch, 1000]))], nodes, initializers);
        return new Model(8, new Dictionary<string, long> { [""] = 17 }, ("benchmark", "1"), new Dictionary<string, string>(), "", graph);
    }

    private string Bottleneck(string name, string x, ref int channels, int width, int stride)
    {
        var y = Add("Relu", [Unit($"{name}.1", x, channels, width, 1)], []);
        y = Add("Relu", [Unit($"{name}.2", y, width, width, 3, stride)], []);
        y = Unit($"{name}.3", y, width, 4 * width, 1);
        var shortcut = channels == 4 * width ? x : Unit($"{name}.shortcut", x, channels, 4 * width, 1, stride);
        channels = 4 * width;
        return Add("Relu", [Add("Add", [y, shortcut])]);
    }

    private string Unit(string name, string x, int inputs, int outputs, int kernel, int stride = 1)
    {
        initializers[$"{name}.weight"] = ConstantTensor.Of(new float[outputs * inputs * kernel * kernel], outputs, inputs, kernel, kernel);
        foreach (var statistic in new[] { "scale", "shift", "mean", "var" })
            initializers[$"{name}.{statistic}"] = ConstantTensor.Of(new float[outputs], outputs);
        var pad = kernel / 2;
        var y = Add("Conv", [x, $"{name}.weight"], ("strides", Ints(stride, stride)), ("pads", Ints(pad, pad, pad, pad)));
        return Add("BatchNormalization", [y, $"{name}.scale", $"{name}.shift", $"{name}.mean", $"{name}.var"]);
    }

    private string Add(string op, string[] inputs, params (string Name, AttributeValue Value)[] attributes)
    {
        var output = $"v{nodes.Count}";
        nodes.Add(new Node(output, op, "", inputs, [output], attributes.ToDictionary(a => a.Name, a => a.Value)));
        return output;
    }

    private static AttributeValue Ints(params long[] values) => new AttributeValue.Ints(values);
}
