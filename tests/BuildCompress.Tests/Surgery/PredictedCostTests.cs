using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Tests.Surgery;

/// <summary>Selection budgets by counting live channels; the emitted graph is counted again. Both must agree to the last MAC and parameter.</summary>
public sealed class PredictedCostTests
{
    /// <summary>Its equal vectors are one initializer; readers that are cut differently get copies of their own, so that the cut graph holds more.</summary>
    private const string SharedVectors = "identity_alias";

    public static TheoryData<string> Models() =>
        SharedData.IsMissing ? [""] : [.. SharedData.Models().Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(Models))]
    public void EqualTheCountOfTheCutGraph(string name)
    {
        if (SharedData.IsMissing)
            return;
        var path = SharedData.Models().First(p => Path.GetFileNameWithoutExtension(p) == name);
        var model = ConstantFolding.Fold(OnnxFile.Read(path));
        var map = CouplingAnalysis.Analyse(model.Graph, ShapeInference.Infer(model));
        var fullCost = CostModel.Count(model);
        var full = Predict(map, ChannelSelection.All(map));
        for (var seed = 0; seed < 3; seed++)
        {
            var selection = RandomSelection.Draw(map, seed);
            var predicted = Predict(map, selection);
            var cut = CostModel.Count(ChannelSurgery.Cut(model, map, selection));
            if (fullCost.Uncounted.Count == 0)
                Assert.Equal(fullCost.Macs.Value - full.Macs + predicted.Macs, cut.Macs.Value);
            if (name != SharedVectors)
                Assert.Equal(fullCost.Parameters.Value - full.Parameters + predicted.Parameters, cut.Parameters.Value);
        }
    }

    private static (long Macs, long Parameters) Predict(CouplingMap map, ChannelSelection selection)
    {
        var (macs, parameters) = (0L, 0L);
        var weights = new HashSet<string>();
        foreach (var weight in map.Weights)
        {
            var outputs = weight.Output.Chunk(weight.Output.Count / weight.ConvGroups);
            var inputs = weight.Input.Chunk(weight.Input.Count / weight.ConvGroups);
            var pairs = outputs.Zip(inputs).Sum(group => (long)group.First.Count(selection.Keeps) * group.Second.Count(selection.Keeps));
            macs += pairs * weight.KernelElements * weight.OutputPositions;
            if (weights.Add(weight.Weight))
                parameters += pairs * weight.KernelElements;
        }

        foreach (var group in map.Groups)
            parameters += map.VectorParameters[group.Id] * selection.Kept[group.Id].Count(kept => kept);
        return (macs, parameters);
    }
}
