using System.Text.Json;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Tests.Onnx;

public sealed class CostModelTests
{
    // Published counts of the CIFAR ResNets with option-A shortcuts: weights of convolutions and classifier, no biases.
    [Theory]
    [InlineData("cifar10-resnet20", 40_551_040, 268_336)]
    [InlineData("cifar10-resnet20-rawexport", 40_551_040, 268_336)]
    [InlineData("cifar10-resnet32", 68_862_592, 461_872)]
    [InlineData("cifar10-resnet56", 125_485_696, 848_944)]
    public void CifarResNetsCostWhatIsPublished(string name, long macs, long weights)
    {
        if (SharedData.IsMissing)
            return;
        var model = OnnxFile.Read(SharedData.Path($"models/{name}.onnx"));

        var cost = CostModel.Count(model);

        Assert.Equal(macs, cost.Macs.Value);
        Assert.Equal(macs, cost.Layers.Sum(layer => layer.Macs.Value));
        var weightNames = model.Graph.Nodes.Where(node => node.OpType is "Conv" or "Gemm").Select(node => node.Inputs[1]);
        Assert.Equal(weights, weightNames.Distinct().Sum(weight => model.Graph.Constant(weight)!.Count));
    }

    [Fact]
    public void TheZooCostsWhatItsIndexSays()
    {
        if (SharedData.IsMissing)
            return;
        using var index = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("models/topologies/index.json")));
        List<string> wrong = [];
        foreach (var entry in index.RootElement.GetProperty("models").EnumerateArray())
        {
            var name = entry.GetProperty("name").GetString();
            var model = OnnxFile.Read(SharedData.Path($"models/topologies/{name}.onnx"));
            var cost = CostModel.Count(WithSpatialSize(model, entry.GetProperty("inputs")[0].GetProperty("reference")));
            var (macs, parameters) = (entry.GetProperty("macs").GetInt64(), entry.GetProperty("params").GetInt64());
            if (cost.Macs.Value != macs)
                wrong.Add($"{name}: {macs} MACs but {cost.Macs.Value}");
            if (cost.Parameters.Value != parameters + WeightsInConstantNodes(model))
                wrong.Add($"{name}: {parameters} parameters but {cost.Parameters.Value}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    // The index counts initializers only.
    private static long WeightsInConstantNodes(Model model) =>
        model.Graph.Nodes.Where(node => node.OpType == "Constant" && model.Graph.Consumers(node.Outputs[0]).All(reader => reader.OpType != "Resize"))
            .Select(node => model.Graph.Constant(node.Outputs[0])!)
            .Where(tensor => tensor.Element == ElementType.Float32 && tensor.Dims.Count > 0).Sum(tensor => tensor.Count);

    private static Model WithSpatialSize(Model model, JsonElement reference)
    {
        var input = model.Graph.Inputs[0];
        var shape = input.Type.Shape!.Select((dim, i) => i < 2 ? dim : reference[i].GetInt64()).ToArray();
        return model with { Graph = model.Graph with { Inputs = [input with { Type = input.Type with { Shape = shape } }] } };
    }
}
