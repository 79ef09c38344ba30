using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.IntegrationTests.Training.Networks;

/// <summary>Every operator in its less common uses, against ONNX Runtime.</summary>
public sealed class OperatorTests
{
    private const double Tolerance = 1e-5;
    private const long Opset = 14;

    public static TheoryData<string> Cases => [.. Graphs.Keys];

    private static Dictionary<string, Func<TestGraph, TestGraph>> Graphs { get; } = new()
    {
        ["grouped conv"] = g => g.Then("Conv", [g.Weight(1, 8, 2, 3, 3)], ("group", 2), ("pads", new long[] { 1, 1, 1, 1 }), ("strides", new long[] { 2, 1 })),
        ["depthwise conv with multiplier"] = g => g.Then("Conv", [g.Weight(1, 8, 1, 3, 3), g.Weight(1, 8)], ("group", 4), ("dilations", new long[] { 2, 1 })),
        ["conv with asymmetric pads"] = g => g.Conv(4, 5, 3, ("pads", new long[] { 0, 1, 2, 0 }), ("strides", new long[] { 2, 2 })),
        ["conv same upper"] = g => g.Conv(4, 5, 4, ("auto_pad", "SAME_UPPER"), ("strides", new long[] { 2, 2 })),
        ["conv same lower"] = g => g.Conv(4, 5, 4, ("auto_pad", "SAME_LOWER"), ("strides", new long[] { 2, 2 })),
        ["conv valid"] = g => g.Conv(4, 5, 3, ("auto_pad", "VALID")),
        ["batch normalisation"] = g => g.BatchNorm(4),
        ["clip"] = g => g.Then("Clip", [g.Constant(ConstantTensor.Of([-0.2f])), g.Constant(ConstantTensor.Of([0.4f]))]),
        ["clip above only"] = g => g.Then("Clip", ["", g.Constant(ConstantTensor.Of([0.4f]))]),
        ["leaky relu"] = g => g.Then("LeakyRelu", null, ("alpha", 0.2f)),
        ["prelu"] = g => g.Then("PRelu", [g.Weight(0.5, 4, 1, 1)]),
        ["sigmoid, tanh, hard swish and sigmoid"] = g => g.Then("Sigmoid").Then("Tanh").Then("HardSwish").Then("HardSigmoid", null, ("alpha", 0.3f), ("beta", 0.4f)),
        ["arithmetic with broadcasting"] = g => g.Then("Add", [g.Weight(1, 4, 1, 1)]).Then("Mul", [g.Weight(1, 9, 7)]).Then("Sub", [g.Weight(1, 1)]).Then("Div", [g.Positive(1, 4, 1, 1)]),
        ["concat"] = g => g.Conv(4, 3, 1).Join("Concat", [g.Last, "x", g.Last], ("axis", 1)),
        ["max pool with ceil"] = g => g.Then("MaxPool", null, ("kernel_shape", new long[] { 3, 2 }), ("strides", new long[] { 2, 2 }), ("ceil_mode", 1)),
        ["max pool with asymmetric pads"] = g => g.Then("MaxPool", null, ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 0, 0, 1, 1 })),
        ["max pool same"] = g => g.Then("MaxPool", null, ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }), ("auto_pad", "SAME_UPPER")),
        ["average pool"] = g => g.Then("AveragePool", null, ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 }), ("strides", new long[] { 2, 2 })),
        ["average pool that counts pads"] = g => g.Then("AveragePool", null, ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 }), ("count_include_pad", 1)),
        ["average pool with asymmetric pads"] = g => g.Then("AveragePool", null, ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 0, 1, 1, 0 }), ("strides", new long[] { 2, 2 })),
        ["average pool with ceil"] = g => g.Then("AveragePool", null, ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }), ("ceil_mode", 1)),
        ["global pools"] = g => g.Then("GlobalAveragePool").Then("Flatten"),
        ["global max pool"] = g => g.Then("GlobalMaxPool"),
        ["mean over the image"] = g => g.Then("ReduceMean", null, ("axes", new long[] { 2, 3 }), ("keepdims", 0)),
        ["flatten and gemm"] = g => g.Then("Flatten").Then("Gemm", [g.Weight(0.1, 6, 252), g.Weight(1, 6)], ("transB", 1)),
        ["gemm with factors"] = g => g.Then("Flatten").Then("Gemm", [g.Weight(0.1, 252, 6), g.Weight(1, 1, 6)], ("alpha", 0.5f), ("beta", 2f)),
        ["reshape and matmul"] = g => g.Then("Reshape", [g.Constant(ConstantTensor.Of([0L, -1L], 2))]).Then("MatMul", [g.Weight(0.1, 252, 6)]),
        ["pad of channels and pixels"] = g => g.Then("Pad", [g.Constant(ConstantTensor.Of([0L, 2, 0, 1, 0, 1, 3, 0], 8)), g.Constant(ConstantTensor.Of([0.5f]))]),
        ["slice"] = g => g.Then("Slice", [g.Constant(ConstantTensor.Of([1L, -100], 2)), g.Constant(ConstantTensor.Of([long.MaxValue, -1], 2)), g.Constant(ConstantTensor.Of([2L, -1], 2)), g.Constant(ConstantTensor.Of([2L, 3], 2))]),
        ["transpose and softmax"] = g => g.Then("Transpose", null, ("perm", new long[] { 0, 2, 3, 1 })).Then("Softmax"),
        ["identity and dropout"] = g => g.Then("Identity").Then("Dropout").Then("Identity"),
        ["weight behind identity and reshape"] = g =>
        {
            var weight = g.Weight(1, 5, 36);
            g.Join("Reshape", [weight, g.Constant(ConstantTensor.Of([5L, 4, 3, 3], 4))]);
            var reshaped = g.Last;
            return g.Join("Conv", ["x", reshaped]);
        },
        ["residual block"] = g => g.Conv(4, 4, 3, ("pads", new long[] { 1, 1, 1, 1 })).BatchNorm(4).Then("Relu").Join("Add", [g.Last, "x"]).Then("Relu"),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void ComputesWhatOnnxRuntimeComputes(string name)
    {
        const int batch = 3;
        var graph = Graphs[name](new TestGraph(seed: 11, new Dimension(null, "batch"), 4, 9, 7));
        var input = Tensors.Random(batch * 4 * 9 * 7, seed: 5);
        using var network = graph.Network(Opset);
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();

        var output = network.Forward(ChannelsLast.Of(Tensors.Of(input, batch, 4, 9, 7)));

        using var sessionOptions = new SessionOptions();
        using var session = new InferenceSession(OnnxFile.ToBytes(graph.Model(Opset)), sessionOptions);
        using var x = OrtValue.CreateTensorValueFromMemory(input, [batch, 4, 9, 7]);
        using var options = new RunOptions();
        using var results = session.Run(options, ["x"], [x], [graph.Last]);
        var result = results.First();
        Assert.Equal(result.GetTensorTypeAndShape().Shape, output.shape);
        Assert.True(Tensors.RelativeError(result.GetTensorDataAsSpan<float>(), Tensors.Read(output)) < Tolerance);
    }
}
