using BuildCompress.Core.Manifests;
using BuildCompress.IntegrationTests.Pipeline;
using BuildCompress.IntegrationTests.Surgery;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Tests;
using BuildCompress.Training.Networks;

namespace BuildCompress.IntegrationTests.Reparametrisation;

/// <summary>Ordinary networks that get branches, and lose them again.</summary>
public sealed class BranchInsertionTests
{
    public static TheoryData<string, BranchKind, int> Networks => new()
    {
        { "cifar10-resnet20", BranchKind.Repvgg, 19 },
        { "cifar10-resnet20", BranchKind.Acnet, 19 },
        { "cifar10-mlperftiny-resnet8", BranchKind.Acnet, 7 },
        { "vww96-mobilenetv1-025", BranchKind.Repvgg, 14 },
        { "topologies/vgg_bias_flatten", BranchKind.Repvgg, 4 },
        { "topologies/preact_resnet", BranchKind.Acnet, 5 },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void NewBranchesChangeNothingAndMergeToTheFormThatWas(string name, BranchKind kind, int convolutions)
    {
        if (SharedData.IsMissing)
            return;
        var model = ConstantFolding.Fold(OnnxFile.Read(SharedData.Path($"models/{name}.onnx")));
        var types = ShapeInference.Infer(model);

        var branched = BranchInsertion.Insert(model, types, kind, seed: 1);

        var merged = BlockMerging.Of(branched);
        Assert.Equal(convolutions, merged.Blocks.Count);
        Assert.Empty(merged.Obstacles);
        var (image, dims) = Image(types[model.Graph.Inputs[0].Name]!);
        var expected = OrtRun.Outputs(model, image, dims);
        foreach (var other in new[] { branched, merged.Model })
            Assert.All(expected.Zip(OrtRun.Outputs(other, image, dims)), o => Assert.InRange(OrtRun.Distance(o.First, o.Second), 0, 1e-4));
        Assert.Equal(
            OnnxFile.ToBytes(BatchNormFolding.Fold(model)).Length, OnnxFile.ToBytes(BatchNormFolding.Fold(merged.Model)).Length);
        Assert.Equal(ArtifactForm.Cost(model, QuantiseDefaults.Int8).Figures, ArtifactForm.Cost(branched, QuantiseDefaults.Int8).Figures);
    }

    [Fact]
    public void NewBranchesLearn()
    {
        var model = new TestGraph(3, new Dimension(null, "batch"), 4, 9, 7).Conv(4, 4, 3, ("pads", new long[] { 1, 1, 1, 1 })).BatchNorm(4).Model();
        var branched = BranchInsertion.Insert(model, ShapeInference.Infer(model), BranchKind.Repvgg, seed: 1);
        using var scope = torch.NewDisposeScope();
        using var network = new TrainableNetwork(branched, ShapeInference.Infer(branched)) { Mode = NetworkMode.Training };

        network.Forward(Tensors.Of(Tensors.Random(8 * 4 * 63, 1), 8, 4, 9, 7)).square().sum().backward();

        var scales = network.Parameters.Where(p => p.Name.EndsWith(".scale", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, scales.Count);
        Assert.All(scales, s => Assert.Contains(Tensors.Read(s.Tensor.grad!), g => Math.Abs(g) > 1e-3));
    }

    [Fact]
    public void ALowRankPairStaysAPair()
    {
        var model = new TestGraph(3, new Dimension(null, "batch"), 8, 9, 7).Conv(8, 5, 3, ("pads", new long[] { 1, 1, 1, 1 })).BatchNorm(5).Conv(5, 8, 1).BatchNorm(8).Model();
        Assert.Empty(BlockRecognition.Of(model).Blocks);

        var branched = BranchInsertion.Insert(model, ShapeInference.Infer(model), BranchKind.Acnet, seed: 1);

        Assert.Equal(2, BlockMerging.Merge(branched).Graph.Nodes.Count(n => n.OpType == "Conv"));
    }

    private static (float[] Values, long[] Dims) Image(TensorType type)
    {
        long[] dims = [.. type.Shape!.Select((d, i) => i == 0 ? d.Value ?? 2 : d.Value!.Value)];
        return (Tensors.Random(dims.Aggregate(1L, (a, b) => a * b), 5), dims);
    }
}
