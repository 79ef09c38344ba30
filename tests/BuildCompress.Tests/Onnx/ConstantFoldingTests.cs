using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Tests.Coupling;

namespace BuildCompress.Tests.Onnx;

public sealed class ConstantFoldingTests
{
    [Fact]
    public void AnUntouchedExportBecomesPlainLayers()
    {
        if (SharedData.IsMissing)
            return;
        var raw = OnnxFile.Read(SharedData.Path("models/cifar10-resnet20-rawexport.onnx"));
        var clean = OnnxFile.Read(SharedData.Path("models/cifar10-resnet20.onnx"));

        var folded = ConstantFolding.Fold(raw);

        Assert.Equal(
            clean.Graph.Nodes.Select(node => node.OpType).Where(op => op is not ("GlobalAveragePool" or "Flatten")),
            folded.Graph.Nodes.Select(node => node.OpType).Where(op => op is not ("AveragePool" or "Reshape")));
        var pads = folded.Graph.Nodes.Where(node => node.OpType == "Pad").Select(node => folded.Graph.Constant(node.Inputs[1])!.AsSpan<long>().ToArray());
        Assert.Equal([[0, 8, 0, 0, 0, 8, 0, 0], [0, 16, 0, 0, 0, 16, 0, 0]], pads);
        Assert.Equal(new Dimension(null, "N"), ShapeInference.Infer(folded)["logits"]!.Shape![0]);
    }

    [Fact]
    public void FoldingLeavesShapesOfTheZooAsTheyWere()
    {
        if (SharedData.IsMissing)
            return;
        foreach (var path in SharedData.Models())
        {
            var model = OnnxFile.Read(path);
            var before = ShapeInference.Infer(model);

            var folded = ConstantFolding.Fold(model);

            var after = ShapeInference.Infer(folded);
            Assert.DoesNotContain(folded.Graph.Nodes, node => node.OpType is "Constant" or "Shape" or "ConstantOfShape" && path.Contains("resnet"));
            foreach (var node in folded.Graph.Nodes)
                Assert.Equal(before[node.Outputs[0]]?.ToString(), after[node.Outputs[0]]?.ToString());
        }
    }

    [Fact]
    public void FoldingTwiceChangesNothingMore()
    {
        if (SharedData.IsMissing)
            return;
        foreach (var path in SharedData.Models())
        {
            var once = ConstantFolding.Fold(OnnxFile.Read(path));

            Assert.Equal(OnnxFile.ToBytes(once), OnnxFile.ToBytes(ConstantFolding.Fold(once)));
        }
    }

    /// <summary>So do exporters write a weight that layers share.</summary>
    [Fact]
    public void AnIdentityOfAConstantGivesWayToTheConstant()
    {
        var net = new SmallNetwork();
        var first = net.Conv("a", "image", 3, 3);
        var alias = net.Add("Identity", "alias", ["a.weight"]);
        var second = net.Add("Conv", "b", [first, net.Add("Identity", "again", [alias])]);

        var folded = ConstantFolding.Fold(net.Build(second)).Graph;

        Assert.Equal(["a", "b"], folded.Nodes.Select(node => node.Name));
        Assert.Equal("a.weight", folded.Nodes[1].Inputs[1]);
    }

    [Fact]
    public void AnIdentityThatIsAnOutputStays()
    {
        var net = new SmallNetwork();
        var image = net.Conv("a", "image", 3, 3);

        var folded = ConstantFolding.Fold(net.Build(image, net.Add("Identity", "alias", ["a.weight"]))).Graph;

        Assert.Equal(["Conv", "Identity"], folded.Nodes.Select(node => node.OpType));
    }
}
