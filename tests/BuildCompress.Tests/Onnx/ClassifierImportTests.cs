using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Import;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Tests.Onnx;

public sealed class ClassifierImportTests
{
    [Theory]
    [InlineData("cifar10-resnet20", 3, 32, 10, 40_551_040)]
    [InlineData("cifar10-resnet20-rawexport", 3, 32, 10, 40_551_040)]
    [InlineData("cifar10-mlperftiny-resnet8", 3, 32, 10, 12_501_632)]
    [InlineData("vww96-mobilenetv1-025", 3, 96, 2, 7_489_664)]
    public void ClassifiersAreImportedWithADynamicBatch(string name, int channels, int size, int classes, long macs)
    {
        if (SharedData.IsMissing)
            return;

        var imported = ClassifierImport.Load(SharedData.Path($"models/{name}.onnx"));

        Assert.Equal((channels, size, size, classes), (imported.Channels, imported.Height, imported.Width, imported.Classes));
        Assert.Equal(macs, imported.Cost.Macs.Value);
        Assert.NotNull(imported.Types[imported.Model.Graph.Outputs[0].Name]!.Shape![0].Symbol);
    }

    [Fact]
    public void AFixedBatchIsOpened()
    {
        var imported = ClassifierImport.Check(Small(batch: 4, flatten: [4, -1]), "small.onnx");

        Assert.Equal([new Dimension(null, "N"), 5], imported.Types["scores"]!.Shape!);
        Assert.Equal((8 * 3 * 9 * 36) + (8 * 36 * 5), imported.Cost.Macs.Value);
    }

    [Fact]
    public void AMissingFileIsToldAtTheManifest()
    {
        var place = new SourceSpan("net.compress.json", 3, 12);

        var problem = Assert.Throws<DiagnosticException>(() => ClassifierImport.Load("nowhere/net.onnx", place));

        Assert.Equal(("BCMP2001", place), (problem.Diagnostics[0].Id, problem.Diagnostics[0].Span));
    }

    /// <summary>All topologies that map images of one size to rows of scores; the others have several outputs, an image as output, or any size.</summary>
    [Fact]
    public void EveryClassifierOfTheZooIsImported()
    {
        if (SharedData.IsMissing)
            return;
        var classifiers = SharedData.Models().Where(path => path.Contains("topologies", StringComparison.Ordinal)).Where(path =>
        {
            var model = OnnxFile.Read(path);
            var types = ShapeInference.Infer(model);
            return model.Graph.Outputs is [var output] && types[output.Name]!.Shape is { Count: 2 }
                && types[model.Graph.Inputs[0].Name]!.Shape!.Skip(1).All(dim => dim.Value is not null);
        }).ToList();

        Assert.Equal(40, classifiers.Count);
        foreach (var path in classifiers)
            Assert.InRange(ClassifierImport.Load(path).Cost.Macs.Value, 1, long.MaxValue);
    }

    [Fact]
    public void AnOperatorOfWhichNothingIsKnownIsNamedOnceWithItsNode()
    {
        var none = new Dictionary<string, AttributeValue>();
        var small = Small(1, [1, -1]);
        var graph = small.Graph with
        {
            Nodes =
            [
                .. small.Graph.Nodes.Take(1), new("attend", "Attention", "com.acme", ["c"], ["a"], none), new("attend2", "Attention", "com.acme", ["a"], ["b"], none),
                small.Graph.Nodes[1] with { Inputs = ["b", "shape"] }, new("fc", "Gemm", "", ["f", "v"], ["logits"], none),
                new("softmax", "Softmax", "", ["logits"], ["scores"], none),
            ],
        };

        var problems = Assert.Throws<DiagnosticException>(() => ClassifierImport.Check(small with { Graph = graph }, "small.onnx")).Diagnostics;

        Assert.Equal([("BCMP2011", "attend"), ("BCMP2011", "softmax")], problems.Select(p => (p.Id, p.Node)));
        Assert.Contains("(and 1 more) uses the operator com.acme.Attention", problems[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("topologies/feature_outputs", "BCMP2013")]
    [InlineData("camvid-espnet", "BCMP2012")]
    [InlineData("yunet-n-320", "BCMP2013")]
    public void WhatIsNoClassifierIsRefused(string name, string id)
    {
        if (SharedData.IsMissing)
            return;

        var problem = Assert.Throws<DiagnosticException>(() => ClassifierImport.Load(SharedData.Path($"models/{name}.onnx")));

        Assert.Equal(id, problem.Diagnostics[0].Id);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(22)]
    public void AnOperatorSetOutsideTheRangeIsRefused(long opset)
    {
        var model = Small(1, [1, -1]) with { Opsets = new Dictionary<string, long> { [""] = opset } };

        var problem = Assert.Throws<DiagnosticException>(() => ClassifierImport.Check(model, "small.onnx"));

        Assert.Equal("BCMP2010", problem.Diagnostics[0].Id);
    }

    [Fact]
    public void AReshapeThatDoesNotFitIsToldWithItsShapes()
    {
        var problem = Assert.Throws<DiagnosticException>(() => ClassifierImport.Check(Small(1, [7, -1]), "small.onnx"));

        Assert.Equal(("BCMP2015", "flatten"), (problem.Diagnostics[0].Id, problem.Diagnostics[0].Node));
    }

    [Fact]
    public void EveryNodeGetsANameOfItsOwn()
    {
        var model = Small(1, [1, -1]);
        model = model with { Graph = model.Graph with { Nodes = [.. model.Graph.Nodes.Select((node, i) => node with { Name = i == 1 ? "" : "f" })] } };

        var nodes = ClassifierImport.Check(model, "small.onnx").Model.Graph.Nodes;

        Assert.Equal(["f", "f_2", "scores"], nodes.Select(node => node.Name));
    }

    [Fact]
    public void AnImageBeyondMemoryIsRefused()
    {
        var model = Small(1, [1, -1]);
        var input = new ValueInfo("image", new TensorType(ElementType.Float32, [1, 3, ushort.MaxValue, ushort.MaxValue]));

        var problem = Assert.Throws<DiagnosticException>(() => ClassifierImport.Check(model with { Graph = model.Graph with { Inputs = [input] } }, "small.onnx"));

        Assert.Equal("BCMP2012", problem.Diagnostics[0].Id);
    }

    [Theory]
    [InlineData("channels", new long[] { 8, 4, 3, 3 }, 1)]
    [InlineData("rank", new long[] { 8, 3, 9 }, 1)]
    [InlineData("no rank", new long[] { }, 1)]
    [InlineData("groups do not divide", new long[] { 8, 1, 3, 3 }, 3)]
    [InlineData("more groups than outputs", new long[] { 2, 1, 3, 3 }, 3)]
    [InlineData("no groups", new long[] { 8, 3, 3, 3 }, 0)]
    [InlineData("groups beyond int", new long[] { 8, 3, 3, 3 }, 1L << 32)]
    [InlineData("depthwise of other channels", new long[] { 4, 1, 3, 3 }, 4)]
    public void AConvolutionThatContradictsItselfIsToldAndStaysWhole(string what, long[] weight, long groups)
    {
        var model = Broken(
            new("conv", "Conv", "", ["image", "w"], ["c"], new Dictionary<string, AttributeValue> { ["group"] = new AttributeValue.Int(groups) }),
            ConstantTensor.Of(new float[weight.Aggregate(1L, (a, b) => a * b)], weight));

        AssertToldAndAnalysed(model, what);
    }

    [Theory]
    [InlineData("Conv", "image")]
    [InlineData("BatchNormalization", "image")]
    [InlineData("BatchNormalization", "image", "w", "w", "w", "w")]
    [InlineData("Gemm", "image", "w")]
    [InlineData("Gemm", "image")]
    public void ANodeWithoutItsWeightsIsToldAndStaysWhole(string op, params string[] inputs) => AssertToldAndAnalysed(
        Broken(new("conv", op, "", inputs, ["c"], new Dictionary<string, AttributeValue>()), ConstantTensor.Of(new float[72], 8, 9)), op);

    private static void AssertToldAndAnalysed(Model model, string what)
    {
        var problem = Assert.Throws<DiagnosticException>(() => ClassifierImport.Check(model, "small.onnx"));
        Assert.True(problem.Diagnostics is [{ Id: "BCMP2015", Node: "conv" }], what);
        CouplingAnalysis.Analyse(model.Graph, ShapeInference.Infer(model));
        BatchNormFolding.Fold(model);
    }

    // A healthy Conv and Relu, then the broken node, then a normalisation without scale.
    private static Model Broken(Node node, ConstantTensor weight)
    {
        var small = Small(1, [1, -1]);
        var none = new Dictionary<string, AttributeValue>();
        var constants = new Dictionary<string, ConstantTensor>(small.Graph.Initializers) { ["v0"] = ConstantTensor.Of(new float[9], 3, 3, 1, 1), ["w"] = weight };
        return small with
        {
            Graph = small.Graph with
            {
                Nodes =
                [
                    new("first", "Conv", "", ["image", "v0"], ["a"], none), new("relu", "Relu", "", ["a"], ["b"], none),
                    node with { Inputs = ["b", .. node.Inputs.Skip(1)] }, new("norm", "BatchNormalization", "", ["c"], ["d"], none),
                    small.Graph.Nodes[1] with { Inputs = ["d", "shape"] }, small.Graph.Nodes[2],
                ],
                Initializers = constants,
            },
        };
    }

    // Conv 3→8 on 8x8 without pads, Reshape, Gemm to 5 classes.
    private static Model Small(long batch, long[] flatten)
    {
        var attributes = new Dictionary<string, AttributeValue>();
        var graph = new Graph(
            "small", [new ValueInfo("image", new TensorType(ElementType.Float32, [batch, 3, 8, 8]))],
            [new ValueInfo("scores", new TensorType(ElementType.Float32, [batch, 5]))],
            [
                new Node("conv", "Conv", "", ["image", "w"], ["c"], attributes),
                new Node("flatten", "Reshape", "", ["c", "shape"], ["f"], attributes),
                new Node("fc", "Gemm", "", ["f", "v"], ["scores"], attributes),
            ],
            new Dictionary<string, ConstantTensor>
            {
                ["w"] = ConstantTensor.Of(new float[8 * 3 * 9], 8, 3, 3, 3),
                ["shape"] = ConstantTensor.Of(flatten, flatten.Length),
                ["v"] = ConstantTensor.Of(new float[8 * 36 * 5], 8 * 36, 5),
            });
        return new Model(8, new Dictionary<string, long> { [""] = 13 }, ("test", "1"), new Dictionary<string, string>(), "", graph);
    }
}
