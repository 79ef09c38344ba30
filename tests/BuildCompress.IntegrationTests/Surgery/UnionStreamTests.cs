using BuildCompress.Core.Manifests;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Surgery;

/// <summary>Networks with residual streams whose branches keep channels of their own, from little to nearly everything of each.</summary>
public sealed class UnionStreamTests
{
    /// <summary>Additions that are untied, of each stream in order; all other models have none.</summary>
    private static readonly Dictionary<string, int[]> Streams = new()
    {
        ["cifar10-mlperftiny-resnet8"] = [1, 1, 1],
        ["cifar10-resnet20"] = [9],
        ["cifar10-resnet20-rawexport"] = [9],
        ["cifar10-resnet32"] = [15],
        ["cifar10-resnet56"] = [27],
        ["acts_mix"] = [5],
        ["const_weights"] = [1, 2],
        ["cross_streams"] = [2, 2],
        ["deeplab_aspp"] = [1, 1],
        ["efficientnet"] = [1, 1, 1],
        ["espcn_shuffle"] = [1],
        ["feature_outputs"] = [1, 1],
        ["identity_alias"] = [2, 1],
        ["mobilenet_v2"] = [1, 2],
        ["mobilenet_v3"] = [1, 1],
        ["preact_resnet"] = [2, 2, 1],
        ["regnet"] = [2, 2],
        ["resnet_basic"] = [1, 2, 1],
        ["resnet_bottleneck"] = [2, 2, 1],
        ["resnet_folded"] = [1, 1, 1],
        ["resnet_optA_both"] = [4],
        ["resnet_optA_end"] = [4],
        ["resnext"] = [2, 2],
    };

    public static TheoryData<string> Models() => SharedData.IsMissing ? [""] : [.. Streams.Keys.Where(name => Find(name) is not null)];

    [Fact]
    public void AreFoundInResidualNetworksAndNoOthers()
    {
        if (SharedData.IsMissing)
            return;
        foreach (var path in SharedData.Models())
        {
            var model = ConstantFolding.Fold(OnnxFile.Read(path));
            var expected = Streams.GetValueOrDefault(Path.GetFileNameWithoutExtension(path), []);
            Assert.Equal(expected, Analyse(model).Streams.Select(stream => stream.Additions.Count));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void CutEqualsMasked(string name)
    {
        if (SharedData.IsMissing)
            return;
        var model = ComparedOutputs.Expose(ConstantFolding.Fold(OnnxFile.Read(Find(name)!)));
        var coupling = Analyse(model);
        var (image, dims) = Image(model);
        foreach (var (kind, selection) in Selections(model.Graph, coupling))
        {
            var cut = OnnxFile.Parse(OnnxFile.ToBytes(ChannelSurgery.Cut(model, coupling, selection)));
            var masked = OrtRun.Outputs(ChannelMask.Apply(model, coupling, selection), image, dims);
            ComparedOutputs.AssertEqual(model.Graph, masked, OrtRun.Outputs(cut, image, dims), kind);
            AssertMacs(model, coupling, selection, cut);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void NothingDroppedChangesNothing(string name)
    {
        if (SharedData.IsMissing)
            return;
        var model = ConstantFolding.Fold(OnnxFile.Read(Find(name)!));
        var coupling = Analyse(model);
        Assert.Equal(OnnxFile.ToBytes(model), OnnxFile.ToBytes(ChannelSurgery.Cut(model, coupling, ChannelSelection.All(coupling))));
    }

    /// <summary>Alignment costs no MACs: those of the emitted graph are the pairs of kept channels.</summary>
    private static void AssertMacs(Model model, CouplingMap coupling, ChannelSelection selection, Model cut)
    {
        long Pairs(Func<ChannelRef, bool> keeps) => coupling.Weights.Sum(weight =>
            weight.Output.Chunk(weight.Output.Count / weight.ConvGroups).Zip(weight.Input.Chunk(weight.Input.Count / weight.ConvGroups))
                .Sum(group => (long)group.First.Count(keeps) * group.Second.Count(keeps)) * weight.KernelElements * weight.OutputPositions);

        Assert.Equal(CostModel.Count(model).Macs.Value - Pairs(_ => true) + Pairs(selection.Keeps), CostModel.Count(cut).Macs.Value);
    }

    private static IEnumerable<(string Kind, ChannelSelection Selection)> Selections(Graph graph, CouplingMap coupling)
    {
        foreach (var share in new[] { 0.1, 0.3, 0.5, 0.7, 0.9 })
        {
            yield return ($"the most important {share:P0}", ShareSelection.ByImportance(graph, coupling, share));
            yield return ($"{share:P0} at random", ShareSelection.AtRandom(coupling, share, seed: 1));
        }
    }

    private static string? Find(string name) => SharedData.Models().FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == name);

    private static CouplingMap Analyse(Model model) =>
        CouplingAnalysis.Analyse(model.Graph, ShapeInference.Infer(model), new CouplingOptions(Residuals: ResidualMode.Union));

    private static (float[] Values, long[] Dims) Image(Model model)
    {
        long[] dims = [.. ShapeInference.Infer(model, batch: 2)[model.Graph.Inputs[0].Name]!.Shape!.Select(d => d.Value ?? 64)];
        var random = new Random(1);
        return ([.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(_ => (2 * random.NextSingle()) - 1)], dims);
    }
}
