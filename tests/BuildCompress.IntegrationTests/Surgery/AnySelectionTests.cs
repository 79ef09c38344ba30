using BuildCompress.Onnx;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Surgery;

/// <summary>Whatever is cut, by chance or by importance, little or nearly everything: the cut network computes what the silenced one does.</summary>
public sealed class AnySelectionTests
{
    private static readonly double[] Shares = [0.1, 0.3, 0.5, 0.7, 0.9];

    public static TheoryData<string, bool> Models()
    {
        var data = new TheoryData<string, bool>();
        if (SharedData.IsMissing)
        {
            data.Add("", true);
            return data;
        }

        foreach (var path in SharedData.Models())
        {
            var name = Path.GetFileNameWithoutExtension(path)!;
            data.Add(name, true);
            if (HasGroupedConv(path))
                data.Add(name, false);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void CutEqualsSilenced(string name, bool tieConvGroups)
    {
        if (SharedData.IsMissing)
            return;
        var path = SharedData.Models().First(path => Path.GetFileNameWithoutExtension(path) == name);
        var model = ComparedOutputs.Expose(ConstantFolding.Fold(OnnxFile.Read(path)));
        var types = ShapeInference.Infer(model, batch: 2);
        var coupling = CouplingAnalysis.Analyse(model.Graph, types, new CouplingOptions(tieConvGroups));
        using var silenced = new MaskableNetwork(model, coupling);
        var (image, dims) = Image(model, types);
        var whole = OrtRun.Outputs(model, image, dims);
        var least = ShareSelection.AtRandom(coupling, Shares[0], seed: 1);
        Assert.True(whole.Zip(silenced.Outputs(image, dims, least), OrtRun.Distance).Max() > 1e-2, "nobody hears what is cut");
        foreach (var (kind, selection) in Selections(model.Graph, coupling))
        {
            var cut = OnnxFile.Parse(OnnxFile.ToBytes(ChannelSurgery.Cut(model, coupling, selection)));
            CutShapes.AssertFollow(types, coupling, selection, cut);
            var expected = silenced.Outputs(image, dims, selection);
            ComparedOutputs.AssertEqual(model.Graph, expected, OrtRun.Outputs(cut, image, dims), kind);
        }
    }

    private static IEnumerable<(string Kind, ChannelSelection Selection)> Selections(Graph graph, CouplingMap coupling)
    {
        foreach (var share in Shares)
        {
            yield return ($"the most important {share:P0}", ShareSelection.ByImportance(graph, coupling, share));
            for (var seed = 1; seed <= 3; seed++)
                yield return ($"{share:P0} at random, seed {seed}", ShareSelection.AtRandom(coupling, share, seed));
        }
    }

    private static bool HasGroupedConv(string path) =>
        OnnxFile.Read(path).Graph.Nodes.Any(node => node.OpType is "Conv" or "ConvTranspose" && node.Int("group", 1) > 1);

    private static (float[] Values, long[] Dims) Image(Model model, InferredTypes types)
    {
        long[] dims = [.. types[model.Graph.Inputs[0].Name]!.Shape!.Select(d => d.Value ?? 64)];
        var random = new Random(1);
        return ([.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(_ => (2 * random.NextSingle()) - 1)], dims);
    }
}
