using BuildCompress.Onnx.Graphs;

namespace BuildCompress.IntegrationTests.Surgery.Spatial;

/// <summary>A network around one convolution: Conv, BatchNormalization, Relu, then a 1x1 Conv.</summary>
internal static class OneConvolution
{
    public const long Channels = 6;

    public const long Size = 13;

    /// <param name="kernel">Size by axis.</param>
    /// <param name="attributes"><c>name=value;name=1,2</c>.</param>
    /// <param name="filters">Output channels.</param>
    /// <param name="opset">Version of the standard operator set.</param>
    public static Model Model(long[] kernel, string attributes, int filters, int opset)
    {
        var random = new Random(7);
        var parsed = attributes.Split(';').Select(a => a.Split('=')).ToDictionary(a => a[0], a => Attribute(a[0], a[1]));
        var groups = parsed.GetValueOrDefault("group") is AttributeValue.Int group ? group.Value : 1;
        var initializers = new Dictionary<string, ConstantTensor>
        {
            ["weight"] = Random([filters, Channels / groups, .. kernel]),
            ["bias"] = Random([filters]),
            ["scale"] = Random([filters]),
            ["shift"] = Random([filters]),
            ["mean"] = Random([filters]),
            ["variance"] = ConstantTensor.Of([.. Enumerable.Range(0, filters).Select(_ => 0.5f + random.NextSingle())], filters),
            ["pointwise"] = Random([4, filters, .. kernel.Select(_ => 1L)]),
        };
        Node[] nodes =
        [
            new("conv", "Conv", "", ["image", "weight", "bias"], ["filtered"], parsed),
            new("norm", "BatchNormalization", "", ["filtered", "scale", "shift", "mean", "variance"], ["normalised"], new Dictionary<string, AttributeValue>()),
            new("relu", "Relu", "", ["normalised"], ["active"], new Dictionary<string, AttributeValue>()),
            new("mix", "Conv", "", ["active", "pointwise"], ["mixed"], new Dictionary<string, AttributeValue>()),
        ];
        TensorType Type(long channels, Dimension size) => new(ElementType.Float32, [new(null, "N"), channels, .. kernel.Select(_ => size)]);
        var graph = new Graph(
            "one", [new("image", Type(Channels, Size))], [new("mixed", Type(4, Dimension.Unknown))], nodes, initializers);
        return new Model(8, new Dictionary<string, long> { [""] = opset }, ("test", ""), new Dictionary<string, string>(), "", graph);

        ConstantTensor Random(long[] dims) =>
            ConstantTensor.Of([.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(_ => 2 * random.NextSingle() - 1)], dims);
    }

    private static AttributeValue Attribute(string name, string value) => name switch
    {
        "group" => new AttributeValue.Int(long.Parse(value)),
        "auto_pad" => new AttributeValue.Text(value),
        _ => new AttributeValue.Ints([.. value.Split(',').Select(long.Parse)]),
    };
}
