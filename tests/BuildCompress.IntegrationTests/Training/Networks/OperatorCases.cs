using BuildCompress.Onnx.Graphs;

namespace BuildCompress.IntegrationTests.Training.Networks;

/// <summary>Every operator in its less common uses, on an input <c>x</c> of <c>[batch, 4, 9, 7]</c>.</summary>
internal static class OperatorCases
{
    public const long Opset = 20;

    public static IEnumerable<string> Names => Graphs.Keys;

    /// <summary>The case's graph with a seed of its own.</summary>
    public static TestGraph Build(string name) => Graphs[name](new TestGraph(seed: 11, new Dimension(null, "batch"), 4, 9, 7));

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
        ["average pool with ceil that counts pads"] = g => g.Then("AveragePool", null, ("kernel_shape", new long[] { 3, 2 }), ("strides", new long[] { 3, 2 }), ("pads", new long[] { 1, 1, 1, 1 }), ("count_include_pad", 1), ("ceil_mode", 1)),
        ["average pool with wide pads"] = g => g.Then("AveragePool", null, ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 2, 2, 2, 2 })),
        ["average pool with ceil and asymmetric pads"] = g => g.Then("AveragePool", null, ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 3, 3 }), ("pads", new long[] { 0, 0, 2, 0 }), ("ceil_mode", 1)),
        ["average pool with ceil and asymmetric pads that count"] = g => g.Then("AveragePool", null, ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 3 }), ("pads", new long[] { 1, 1, 2, 0 }), ("ceil_mode", 1), ("count_include_pad", 1)),
        ["average pool same"] = g => g.Then("AveragePool", null, ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }), ("auto_pad", "SAME_UPPER")),
        ["max pool with wide pads"] = g => g.Then("MaxPool", null, ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 2, 2, 2, 2 })),
        ["max pool with ceil and asymmetric pads"] = g => g.Then("MaxPool", null, ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 3, 3 }), ("pads", new long[] { 0, 0, 2, 0 }), ("ceil_mode", 1)),
        ["gemm with a bias of one number"] = g => g.Then("Flatten").Then("Gemm", [g.Weight(0.1, 6, 252), g.Weight(1, 1)], ("transB", 1)),
        ["squeeze of all single axes"] = g => g.Then("ReduceMean", [g.Integers(1)]).Then("Squeeze"),
        ["softmax of named axes"] = g => g.Then("Softmax", null, ("axis", -3)),
        ["global pools"] = g => g.Then("GlobalAveragePool").Then("Flatten"),
        ["global max pool"] = g => g.Then("GlobalMaxPool"),
        ["mean over the image"] = g => g.Then("ReduceMean", [g.Integers(2, 3)], ("keepdims", 0)),
        ["mean of everything"] = g => g.Then("ReduceMean"),
        ["sum over channels"] = g => g.Then("ReduceSum", [g.Integers(1)]),
        ["sum over nothing"] = g => g.Then("ReduceSum", null, ("noop_with_empty_axes", 1)),
        ["extremes"] = g => g.Then("ReduceMax", [g.Integers(-1)]).Then("ReduceMin", [g.Integers(1)], ("keepdims", 0)),
        ["norms"] = g => g.Then("ReduceL2", [g.Integers(3)]).Then("ReduceL1", [g.Integers(2)]).Then("ReduceSumSquare", [g.Integers(1)]),
        ["flatten and gemm"] = g => g.Then("Flatten").Then("Gemm", [g.Weight(0.1, 6, 252), g.Weight(1, 6)], ("transB", 1)),
        ["gemm with factors"] = g => g.Then("Flatten").Then("Gemm", [g.Weight(0.1, 252, 6), g.Weight(1, 1, 6)], ("alpha", 0.5f), ("beta", 2f)),
        ["reshape and matmul"] = g => g.Then("Reshape", [g.Constant(ConstantTensor.Of([0L, -1L], 2))]).Then("MatMul", [g.Weight(0.1, 252, 6)]),
        ["pad of channels and pixels"] = g => g.Then("Pad", [g.Integers(0, 2, 0, 1, 0, 1, 3, 0), g.Constant(ConstantTensor.Of([0.5f]))]),
        ["pad of named axes"] = g => g.Then("Pad", [g.Integers(1, -2, 3, 0), "", g.Integers(-1, 2)]),
        ["pad by the edge"] = g => g.Then("Pad", [g.Integers(0, 0, 2, 1, 0, 0, 0, 3)], ("mode", "edge")),
        ["pad by reflection"] = g => g.Then("Pad", [g.Integers(0, 0, 2, 1, 0, 0, 0, 3)], ("mode", "reflect")),
        ["pad by wrapping"] = g => g.Then("Pad", [g.Integers(0, 0, 2, 1, 0, 0, 0, 3)], ("mode", "wrap")),
        ["slice"] = g => g.Then("Slice", [g.Constant(ConstantTensor.Of([1L, -100], 2)), g.Constant(ConstantTensor.Of([long.MaxValue, -1], 2)), g.Constant(ConstantTensor.Of([2L, -1], 2)), g.Constant(ConstantTensor.Of([2L, 3], 2))]),
        ["slice backwards"] = g => g.Then("Slice", [g.Integers(-2, 100), g.Integers(-100, 0), g.Integers(2, 3), g.Integers(-2, -1)]),
        ["split in given pieces"] = g => g.Split(1, [3, 1]).Join("Concat", [g.Piece(1), g.Piece(0)], ("axis", 1)),
        ["split in even pieces"] = g => g.Split(2, null, pieces: 2).Join("Concat", [g.Piece(1), g.Piece(0)], ("axis", -2)),
        ["squeeze and unsqueeze"] = g => g.Then("ReduceMean", [g.Integers(1)]).Then("Squeeze", [g.Integers(1)]).Then("Unsqueeze", [g.Integers(-1, 1)]),
        ["gather"] = g => g.Then("Gather", [g.Constant(ConstantTensor.Of([0L, -1, 2, 2], 2, 2))], ("axis", 1)),
        ["expand"] = g => g.Then("ReduceMean", [g.Integers(1)]).Then("Expand", [g.Integers(2, 1, 4, 1, 1)]),
        ["depth to space"] = g => g.Then("DepthToSpace", null, ("blocksize", 2)),
        ["depth to space by columns"] = g => g.Then("DepthToSpace", null, ("blocksize", 2), ("mode", "CRD")),
        ["space to depth"] = g => g.Then("Slice", [g.Integers(1, 1), g.Integers(9, 7), g.Integers(2, 3)]).Then("SpaceToDepth", null, ("blocksize", 2)),
        ["elu and selu"] = g => g.Then("Elu", null, ("alpha", 0.7f)).Then("Selu"),
        ["gelu"] = g => g.Then("Gelu").Then("Gelu", null, ("approximate", "tanh")),
        ["functions"] = g => g.Then("Softplus").Then("Sqrt").Then("Erf").Then("Exp").Then("Neg").Then("Softsign").Then("Mish").Then("Abs").Then("Log").Then("Reciprocal"),
        ["power"] = g => g.Then("Pow", [g.Constant(ConstantTensor.Of([3f]))]),
        ["floor"] = g => g.Then("Mul", [g.Constant(ConstantTensor.Of([5f]))]).Then("Floor"),
        ["extremes, sums and means of several"] = g =>
        {
            g.Join("Max", ["x", g.Weight(0.2, 4, 1, 1), g.Weight(0.2, 9, 7)]);
            g.Join("Min", ["x", g.Last, g.Weight(0.2, 1)]);
            return g.Join("Sum", ["x", g.Last]).Join("Mean", ["x", g.Last, "x"]);
        },
        ["instance normalisation"] = g => g.Then("InstanceNormalization", [g.Positive(4), g.Weight(0.3, 4)], ("epsilon", 0.01f)),
        ["group normalisation"] = g => g.Then("GroupNormalization", [g.Positive(2), g.Weight(0.3, 2)], ("num_groups", 2)),
        ["layer normalisation"] = g => g.Then("LayerNormalization", [g.Positive(7), g.Weight(0.3, 7)], ("epsilon", 0.01f)),
        ["layer normalisation of images"] = g => g.Then("LayerNormalization", [g.Positive(4, 9, 7)], ("axis", 1)),
        ["transposed conv"] = g => g.Then("ConvTranspose", [g.Weight(1, 4, 5, 3, 3), g.Weight(1, 5)], ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }), ("output_padding", new long[] { 1, 0 })),
        ["grouped transposed conv"] = g => g.Then("ConvTranspose", [g.Weight(1, 4, 3, 3, 2)], ("group", 2), ("dilations", new long[] { 2, 1 })),
        ["transposed conv with asymmetric pads"] = g => g.Then("ConvTranspose", [g.Weight(1, 4, 5, 4, 4)], ("strides", new long[] { 2, 2 }), ("pads", new long[] { 0, 1, 2, 1 })),
        ["transposed conv same upper"] = g => g.Then("ConvTranspose", [g.Weight(1, 4, 5, 3, 4)], ("strides", new long[] { 2, 3 }), ("auto_pad", "SAME_UPPER")),
        ["transposed conv same lower"] = g => g.Then("ConvTranspose", [g.Weight(1, 4, 5, 3, 4)], ("strides", new long[] { 2, 3 }), ("auto_pad", "SAME_LOWER")),
        ["transposed conv to a size"] = g => g.Then("ConvTranspose", [g.Weight(1, 4, 5, 4, 4)], ("strides", new long[] { 2, 2 }), ("output_shape", new long[] { 17, 15 })),
        ["resize to the size of another"] = g =>
        {
            g.Join("Shape", ["x"]);
            var shape = g.Last;
            g.Join("MaxPool", ["x"], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }));
            return g.Then("Resize", ["", "", shape]);
        },
        ["resize nearest up"] = g => g.Resize("nearest", 2, 3),
        ["resize nearest down"] = g => g.Resize("nearest", 0.5f, 0.7f),
        ["resize nearest by floor"] = g => g.Resize("nearest", 2.5f, 0.6f, ("nearest_mode", "floor"), ("coordinate_transformation_mode", "asymmetric")),
        ["resize nearest by ceil"] = g => g.Resize("nearest", 1.5f, 0.6f, ("nearest_mode", "ceil"), ("coordinate_transformation_mode", "align_corners")),
        ["resize nearest, ties up"] = g => g.Resize("nearest", 2, 0.5f, ("nearest_mode", "round_prefer_ceil"), ("coordinate_transformation_mode", "tf_half_pixel_for_nn")),
        ["resize linear"] = g => g.Resize("linear", 2, 0.6f),
        ["resize linear, corners aligned"] = g => g.Resize("linear", 2, 1.7f, ("coordinate_transformation_mode", "align_corners")),
        ["resize linear, asymmetric"] = g => g.Resize("linear", 1.3f, 1.7f, ("coordinate_transformation_mode", "asymmetric")),
        ["resize linear to one pixel"] = g => g.Resize("linear", 0.12f, 0.15f, ("coordinate_transformation_mode", "pytorch_half_pixel")),
        ["resize linear, symmetric"] = g => g.Resize("linear", 1.3f, 0.4f, ("coordinate_transformation_mode", "half_pixel_symmetric")),
        ["resize cubic"] = g => g.Resize("cubic", 2, 0.6f),
        ["resize cubic without the outside"] = g => g.Resize("cubic", 1.4f, 2, ("exclude_outside", 1), ("cubic_coeff_a", -0.5f)),
        ["resize of named axes"] = g => g.Then("Resize", ["", "", g.Integers(5, 12)], ("axes", new long[] { 3, -2 }), ("mode", "linear")),
        ["transpose and softmax"] = g => g.Then("Transpose", null, ("perm", new long[] { 0, 2, 3, 1 })).Then("Softmax").Then("LogSoftmax", null, ("axis", 1)),
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
}
