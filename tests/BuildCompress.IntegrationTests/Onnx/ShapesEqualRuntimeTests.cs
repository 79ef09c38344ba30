using BuildCompress.Onnx;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.IntegrationTests.Onnx;

/// <summary>One node at a time, in the forms of old and new operator sets: the inferred shape is what ONNX Runtime computes.</summary>
public sealed class ShapesEqualRuntimeTests
{
    private static readonly SingleNode Image = new("", 17, [2, 6, 13, 10]);

    public static TheoryData<string> Names() => [.. Cases().Select(node => node.Describe())];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equal(string name)
    {
        var node = Cases().Single(node => node.Describe() == name);
        var model = node.Build();

        var inferred = ShapeInference.Infer(model)["y"]?.Shape;

        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(OnnxFile.ToBytes(model), options);
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(new float[node.Input.Aggregate(1L, (a, b) => a * b)], node.Input);
        using var outputs = session.Run(run, session.InputNames, [input], session.OutputNames);
        Assert.Equal(outputs.First().GetTensorTypeAndShape().Shape, inferred?.Select(dim => dim.Value ?? -1));
    }

    private static IEnumerable<SingleNode> Cases()
    {
        foreach (var autoPad in new[] { "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER" })
        {
            foreach (var stride in new long[] { 1, 2, 3 })
                yield return Image.Op("Conv").With("auto_pad", autoPad).With("strides", stride, stride).Constant(4, 6, 3, 5);
        }

        yield return Image.Op("Conv").With("pads", 1, 0, 2, 3).With("dilations", 2, 1).With("strides", 2, 3).Constant(4, 6, 3, 3);
        yield return Image.Op("Conv").With("group", 6).Constant(12, 1, 2, 2);
        yield return Image.Op("ConvTranspose").With("strides", 2, 2).With("pads", 1, 1, 1, 1).With("output_padding", 1, 1).Constant(6, 4, 3, 3);
        yield return Image.Op("ConvTranspose").With("group", 2).With("dilations", 2, 2).Constant(6, 5, 3, 3);
        foreach (var ceil in new long[] { 0, 1 })
        {
            foreach (var pad in new long[] { 0, 1 })
            {
                foreach (var pool in new[] { "MaxPool", "AveragePool" })
                    yield return Image.Op(pool).With("kernel_shape", 3, 2).With("strides", 2, 3).With("pads", pad, pad, pad, pad).With("ceil_mode", ceil);
            }
        }

        yield return Image.Op("MaxPool").With("kernel_shape", 2, 2).With("strides", 4, 4).With("pads", 1, 1, 1, 1).With("ceil_mode", 1);
        yield return Image.Op("MaxPool", 8).With("kernel_shape", 3, 3).With("auto_pad", "SAME_LOWER").With("strides", 2, 2);
        yield return Image.Op("GlobalAveragePool");
        foreach (var axis in new long[] { 0, 1, 2, 4, -1 })
            yield return Image.Op("Flatten").With("axis", axis);
        yield return Image.Op("Reshape").Numbers(0, -1);
        yield return Image.Op("Reshape").Numbers(0, 2, 3, -1);
        yield return Image.Op("Pad", 10).With("pads", 0, 1, 2, 3, 0, 0, -1, -2);
        yield return Image.Op("Pad", 13).Numbers(0, 1, 2, 3, 0, 0, -1, -2);
        yield return Image.Op("Slice", 9).With("starts", 1, -4).With("ends", 1000, -1).With("axes", 1, 3);
        yield return Image.Op("Slice").Numbers(1, -4).Numbers(1000, -1).Numbers(1, -1).Numbers(2, 1);
        yield return Image.Op("Slice").Numbers(-1).Numbers(long.MinValue).Numbers(2).Numbers(-3);
        yield return Image.Op("Transpose").With("perm", 0, 2, 3, 1);
        yield return Image.Op("Transpose");
        yield return Image.Op("ReduceMean", 13).With("axes", 2, 3).With("keepdims", 0);
        yield return Image.Op("ReduceMean", 18).Numbers(-1, -2);
        yield return Image.Op("ReduceSum", 13).Numbers(1).With("keepdims", 0);
        yield return Image.Op("ReduceMax", 13);
        yield return Image.Op("Unsqueeze", 11).With("axes", 0, 3);
        yield return Image.Op("Unsqueeze", 13).Numbers(-1, 1);
        yield return Image.Op("Upsample", 9).Floats(1, 1, 2, 1.5f);
        yield return Image.Op("Upsample", 7).With("scales", 1f, 1f, 2f, 2.5f);
        yield return Image.Op("Resize", 10).Floats(1, 1, 0.5f, 0.7f);
        yield return Image.Op("Resize").Absent().Floats(1, 1, 2, 1.3f);
        yield return Image.Op("Resize").Absent().Absent().Numbers(2, 6, 7, 9);
        yield return Image.Op("Resize", 18).With("axes", 2, 3).Absent().Floats(3, 2);
        yield return Image.Op("Split", 11).With("split", 2, 4).With("axis", 1);
        yield return Image.Op("Split", 13).Numbers(5, 1).With("axis", 1);
        yield return Image.Op("Split", 18).With("num_outputs", 2).With("axis", 2);
        yield return Image.Op("MatMul").Constant(10, 7);
        yield return Image.Op("Add").Constant(6, 1, 1);
        yield return Image.Op("Mul").Constant(3, 1, 1, 1, 1);
        yield return Image.Op("Expand").Numbers(3, 1, 1, 1, 1);
        yield return Image.Op("Tile").Numbers(1, 2, 1, 3);
        yield return Image.Op("ArgMax").With("axis", 1).With("keepdims", 0);
        yield return Image.Op("Clip", 10).With("min", 0f);
        yield return Image.Op("Shape", 15).With("start", 1).With("end", -1);
        yield return (Image with { Input = [2, 8, 3, 5] }).Op("DepthToSpace").With("blocksize", 2);
        yield return (Image with { Input = [2, 8, 4, 6] }).Op("SpaceToDepth").With("blocksize", 2);
        yield return (Image with { Input = [2, 1, 4, 1] }).Op("Squeeze", 11).With("axes", 1, -1);
        yield return (Image with { Input = [2, 1, 4, 1] }).Op("Squeeze");
        yield return (Image with { Input = [7, 5] }).Op("Gemm").With("transA", 1).Constant(7, 4);
        yield return (Image with { Input = [7, 5] }).Op("Gather").With("axis", 1).Numbers(0, 3, -1);
        yield return (Image with { Input = [1, 4, 9] }).Op("Conv").With("pads", 1, 1).Constant(3, 4, 3);
    }
}
