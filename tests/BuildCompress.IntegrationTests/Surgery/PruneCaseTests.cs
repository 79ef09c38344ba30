using System.Text.Json;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Surgery;

/// <summary>Cuts chosen elsewhere, with the exact outputs that PyTorch computed for them and the shapes that weights must then have.</summary>
public sealed class PruneCaseTests
{
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
            foreach (var weight in prune.GetProperty("weights_after").EnumerateObject())
            {
                if (cut.Graph.Constant(weight.Name) is { } tensor)
                    Assert.Equal(weight.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()), tensor.Dims);
            }

            var outputs = OrtRun.Outputs(cut, input, dims);
            foreach (var (k, file) in prune.GetProperty("outputs").EnumerateArray().Index())
            {
                var distance = OrtRun.Distance(Npy.Read(At(file.GetString()!)).Values, outputs[k]);
                Assert.True(distance < 2e-4, $"{prune.GetProperty("kind")}: output {k} is off by {distance}");
            }
        }
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
