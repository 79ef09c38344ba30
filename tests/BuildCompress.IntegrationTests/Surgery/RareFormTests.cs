using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Surgery;

/// <summary>Forms of operators that some exporter writes and no model of the zoo has, between two convolutions over <c>[2, 3, 6, 6]</c>.</summary>
public sealed class RareFormTests
{
    private static readonly Dictionary<string, (long Opset, Func<TestGraph, TestGraph> Build)> Forms = new()
    {
        ["channels sliced by int32 bounds"] = (13, g => g.Then("Slice", [Int32(g, 2), Int32(g, 8), Int32(g, 1)])),
        ["positions sliced by int32 bounds"] = (13, g => g.Then("Slice", [Int32(g, 2), Int32(g, 8), Int32(g, 2)])),
        ["channels and rows sliced together"] = (13, g => g.Then("Slice", [g.Integers(1, -7), g.Integers(5, -1), g.Integers(2, 1)])),
        ["softmax over all but the batch"] = (11, g => g.Then("Softmax")),
        ["softmax over columns"] = (13, g => g.Then("Softmax")),
        ["softmax over tokens and channels"] = (11, g => g
            .Then("Reshape", [g.Integers(0, 8, 36)]).Then("Transpose", null, ("perm", new long[] { 0, 2, 1 })).Then("Softmax", null, ("axis", 1))
            .Then("Transpose", null, ("perm", new long[] { 0, 2, 1 })).Then("Reshape", [g.Integers(0, 8, 6, 6)])),
        ["channels among the resized axes"] = (18, g => g.Then(
            "Resize", ["", "", g.Integers(12, 8, 12)], ("mode", "nearest"), ("axes", new long[] { 2, 1, 3 }))),
        ["a table looked up by activations"] = (13, g => g
            .Then("GlobalAveragePool").Then("Flatten").Then("Sigmoid").Then("Cast", null, ("to", (long)ElementType.Int64)).Table(5, 36)
            .Then("Reshape", [g.Integers(0, 8, 6, 6)])),
        ["a batch norm with outputs that are not given"] = (13, g => g.BatchNorm(8).WithoutOutputs(4)),
        ["space to depth and back"] = (13, g => g
            .Then("SpaceToDepth", null, ("blocksize", 2)).Then("DepthToSpace", null, ("blocksize", 2), ("mode", "DCR"))),
        ["a constant channel lined up before"] = (13, g => g.Join("Concat", [g.Weight(1, 2, 2, 6, 6), g.Last], ("axis", 1))),
        ["channels padded with ones"] = (13, g => g.Then("Pad", [g.Integers(0, 1, 0, 0, 0, 2, 0, 0), g.Constant(ConstantTensor.Of([1f]))])),
        ["a gate of one channel"] = (13, g => { var x = g.Last; return g.Conv(8, 1, 1).Then("Sigmoid").Join("Mul", [g.Last, x]); }),
        ["a slope for each element"] = (13, g => g.Then("PRelu", [g.Weight(0.5, 8, 6, 6)])),
    };

    public static TheoryData<string> Names => [.. Forms.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void CutEqualsMasked(string name)
    {
        var model = Build(name);
        var types = ShapeInference.Infer(model);
        var coupling = CouplingAnalysis.Analyse(model.Graph, types);
        long[] dims = [2, 3, 6, 6];
        var image = Tensors.Random(2 * 3 * 36, seed: 5);
        for (var seed = 1; seed <= 4; seed++)
        {
            var selection = RandomSelection.Draw(coupling, seed);
            var masked = OrtRun.Outputs(ChannelMask.Apply(model, coupling, selection), image, dims);
            ComparedOutputs.AssertEqual(model.Graph, masked, OrtRun.Outputs(ChannelSurgery.Cut(model, coupling, selection), image, dims), $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FoldedEqualsOriginal(string name)
    {
        var model = Build(name);
        var image = Tensors.Random(2 * 3 * 36, seed: 5);
        long[] dims = [2, 3, 6, 6];
        ComparedOutputs.AssertEqual(model.Graph, OrtRun.Outputs(model, image, dims), OrtRun.Outputs(BatchNormFolding.Fold(ConstantFolding.Fold(model)), image, dims), "folded");
    }

    private static Model Build(string name)
    {
        var (opset, form) = Forms[name];
        var g = form(new TestGraph(3, 2, 3, 6, 6).Conv(3, 8, 3, ("pads", new long[] { 1, 1, 1, 1 })));
        var channels = (int)ShapeInference.Infer(g.Model(opset))[g.Last]!.Shape![1].Value!.Value;
        return g.Conv(channels, 4, 1).Then("Relu").Conv(4, 2, 1).Model(opset);
    }

    private static string Int32(TestGraph g, params int[] values) => g.Constant(ConstantTensor.Of(values, values.Length));
}
