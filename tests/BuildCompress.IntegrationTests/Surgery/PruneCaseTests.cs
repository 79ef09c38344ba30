using System.Text.Json;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Surgery;

/// <summary>Cuts chosen elsewhere, with the exact outputs that PyTorch computed for them and the shapes that weights must then have.</summary>
public sealed class PruneCaseTests
{
    /// <summary>Weights of its two blocks are computed from the same masks, which are counted once there; here each block has weights of its own.</summary>
    private const string SharedMasks = "ecbsr_sr";

    public static TheoryData<string> Names() => SharedData.IsMissing
        ? [""]
        : [.. Directory.GetFiles(SharedData.Path("models/topologies"), "*.onnx").Select(path => Path.GetFileNameWithoutExtension(path)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void OutputsAndShapesAreAsStated(string name)
    {
        if (SharedData.IsMissing)
            return;
        string At(string file) => SharedData.Path($"models/topologies/{file}");
        var model = ConstantFolding.Fold(OnnxFile.Read(At($"{name}.onnx")));
        var coupling = CouplingAnalysis.Analyse(model.Graph, ShapeInference.Infer(model), new CouplingOptions(TieConvGroups: false));
        var (input, dims) = Npy.Read(At($"{name}.input.npy"));
        using var facts = JsonDocument.Parse(File.ReadAllText(At($"{name}.facts.json")));
        foreach (var prune in facts.RootElement.GetProperty("prune").EnumerateArray())
        {
            var cut = ChannelSurgery.Cut(model, coupling, Selection(model, coupling, facts.RootElement, prune));
            AssertWeights(facts.RootElement, prune, cut.Graph);
            AssertCosts(prune, cut, dims, name != SharedMasks);
            var outputs = OrtRun.Outputs(cut, input, dims);
            foreach (var (k, file) in prune.GetProperty("outputs").EnumerateArray().Index())
            {
                var distance = OrtRun.Distance(Npy.Read(At(file.GetString()!)).Values, outputs[k]);
                Assert.True(distance < 1e-4, $"{prune.GetProperty("kind")}: output {k} is off by {distance}");
            }
        }
    }

    /// <summary>Every weight has the stated shape and groups, wherever it is read; a weight may be stored transposed.</summary>
    private static void AssertWeights(JsonElement facts, JsonElement prune, Graph cut)
    {
        var readers = facts.GetProperty("groups").EnumerateArray().SelectMany(group => new[] { "producers", "consumers", "followers" }.SelectMany(
            side => group.GetProperty(side).EnumerateArray())).Where(entry => entry.GetProperty("node").GetString() is { } node
                && cut.Producer(node)?.OpType is "Conv" or "ConvTranspose" or "Gemm" or "MatMul")
            .Select(entry => (Node: entry.GetProperty("node").GetString()!, Weight: Weight(entry))).Distinct().ToArray();
        Assert.NotEmpty(readers);
        foreach (var (name, weight) in readers)
        {
            var node = cut.Producer(name)!;
            if (!prune.GetProperty("weights_after").TryGetProperty(weight, out var after))
                continue;
            var shape = after.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()).ToArray();
            var tensor = cut.Constant(node.Inputs[1])!;
            if (node.OpType == "MatMul")
                Assert.Equal(shape.Order(), tensor.Dims.Order());
            else
                Assert.Equal(shape, tensor.Dims);
            Assert.Equal(after.GetProperty("groups").GetInt64(), node.Int("group", 1));
        }
    }

    private static string Weight(JsonElement entry) =>
        (entry.TryGetProperty("weight", out var weight) ? weight : entry.GetProperty("roots")[0]).GetString()!;

    private static void AssertCosts(JsonElement prune, Model cut, long[] dims, bool countsParameters)
    {
        var types = ShapeInference.Infer(cut, new Dictionary<string, IReadOnlyList<long>> { [cut.Graph.Inputs[0].Name] = dims });
        var linear = cut.Graph.Nodes.Where(node => node.OpType is "Conv" or "ConvTranspose" or "Gemm" or "MatMul")
            .SelectMany(node => node.Inputs.Skip(1)).Distinct().Sum(value => cut.Graph.Constant(value)?.Count ?? 0);
        Assert.Equal(prune.GetProperty("macs_after").GetInt64(), CostModel.Count(cut.Graph, types).Macs.Value);
        if (countsParameters)
            Assert.Equal(prune.GetProperty("params_linear_after").GetInt64(), linear);
    }

    /// <summary>Drops the classes of the case wherever the facts name them: rows of producers and columns of consumers.</summary>
    private static ChannelSelection Selection(Model model, CouplingMap coupling, JsonElement facts, JsonElement prune)
    {
        var selection = ChannelSelection.All(coupling);
        foreach (var group in facts.GetProperty("groups").EnumerateArray())
        {
            if (!prune.GetProperty("groups").TryGetProperty(group.GetProperty("id").ToString(), out var dropped))
                continue;
            var drop = dropped.EnumerateArray().Select(c => c.GetInt32()).ToHashSet();
            foreach (var producer in group.GetProperty("producers").EnumerateArray())
            {
                var node = model.Graph.Producer(producer.GetProperty("node").GetString()!)!;
                var channels = coupling.Weights.First(w => w.Node == node.DisplayName).Output;
                var classes = producer.GetProperty("classes");
                for (var i = 0; i < channels.Count; i++)
                {
                    if (drop.Contains(classes.ValueKind == JsonValueKind.Object ? i : classes[i].GetInt32()))
                        selection.Kept[channels[i].Group][channels[i].Index] = false;
                }
            }
        }

        return selection;
    }
}
