using BuildCompress.Core.Manifests;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Surgery;

/// <summary>The oracle of surgery: the cut network computes what the network with the same channels silenced computes.</summary>
public sealed class CutEqualsMaskTests
{
    private const int Seeds = 3;

    public static TheoryData<string> Models() => SharedData.IsMissing ? [""] : [.. SharedData.Models().Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(Models))]
    public void ForRandomSelections(string name) => Compare(name, coupling => seed => RandomSelection.Draw(coupling, seed));

    /// <summary>The oracle's branches contribute zero, the cut network has none; channels beside an empty group do not matter.</summary>
    [Theory]
    [InlineData("cifar10-resnet20", 9)]
    [InlineData("cifar10-resnet32", 15)]
    [InlineData("cifar10-resnet56", 27)]
    [InlineData("resnet_basic", 4)]
    [InlineData("resnet_bottleneck", 10)]
    [InlineData("preact_resnet", 5)]
    [InlineData("mobilenet_v2", 3)]
    [InlineData("mobilenet_v3", 1)]
    public void ForRandomSelectionsThatEmptyBranches(string name, int vanishing) => Compare(name, coupling =>
    {
        Assert.Equal(vanishing, coupling.Groups.Count(g => g.MayVanish));
        return seed => RandomSelection.Draw(coupling, seed, vanishing: true);
    });

    /// <summary>Every branch keeps channels of its own and every point of a stream carries others. What is no residual stream is tied here, too.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void ForRandomSelectionsOfUnionStreams(string name) => Compare(name, coupling => seed => RandomSelection.Draw(coupling, seed), ResidualMode.Union);

    [Theory]
    [InlineData("cifar10-resnet20")]
    [InlineData("cifar10-resnet56")]
    [InlineData("resnet_basic")]
    [InlineData("resnet_bottleneck")]
    [InlineData("preact_resnet")]
    [InlineData("mobilenet_v2")]
    public void ForUnionStreamsWithoutSomeBranches(string name) => Compare(name, coupling =>
    {
        Assert.All(coupling.Streams.SelectMany(s => s.Additions), addition => Assert.True(coupling.Groups[addition.Branch].MayVanish));
        return seed => RandomSelection.Draw(coupling, seed, vanishing: true);
    }, ResidualMode.Union);

    private static void Compare(string name, Func<CouplingMap, Func<int, ChannelSelection>> draw, ResidualMode residuals = ResidualMode.Tied)
    {
        if (SharedData.IsMissing)
            return;
        var path = SharedData.Models().First(path => Path.GetFileNameWithoutExtension(path) == name);
        var model = ComparedOutputs.Expose(ConstantFolding.Fold(OnnxFile.Read(path)));
        var types = ShapeInference.Infer(model, batch: 2);
        var coupling = CouplingAnalysis.Analyse(model.Graph, types, new CouplingOptions(Residuals: residuals));
        var select = draw(coupling);
        var dims = InputDims(model, types);
        var random = new Random(1);
        var input = new float[dims.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < input.Length; i++)
            input[i] = 2 * random.NextSingle() - 1;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var selection = select(seed);
            var cut = OrtRun.Outputs(ChannelSurgery.Cut(model, coupling, selection), input, dims);
            var masked = OrtRun.Outputs(ChannelMask.Apply(model, coupling, selection), input, dims);
            ComparedOutputs.AssertEqual(model.Graph, masked, cut, $"seed {seed}");
        }
    }

    private static long[] InputDims(Model model, InferredTypes types) =>
        [.. types[model.Graph.Inputs[0].Name]!.Shape!.Select(d => d.Value ?? 64)];
}
