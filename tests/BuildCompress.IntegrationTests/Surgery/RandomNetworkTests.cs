using BuildCompress.Core.Manifests;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Surgery;

/// <summary>Random cuts of random networks compute what the silenced networks do, branches that vanish included.</summary>
public sealed class RandomNetworkTests
{
    private const int Networks = 60;

    public static TheoryData<bool, ResidualMode> Options => new()
    {
        { true, ResidualMode.Tied }, { false, ResidualMode.Tied }, { true, ResidualMode.Union }, { false, ResidualMode.Union },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void CutEqualsMasked(bool tieConvGroups, ResidualMode residuals)
    {
        var image = Tensors.Random(2 * 3 * 36, seed: 5);
        var (cuts, streams) = (0, 0);
        for (var seed = 0; seed < Networks; seed++)
        {
            var model = RandomNetwork.Draw(seed);
            var types = ShapeInference.Infer(model);
            var coupling = CouplingAnalysis.Analyse(model.Graph, types, new CouplingOptions(tieConvGroups, residuals));
            if (!coupling.Groups.Any(g => g.Prunable))
                continue;
            cuts++;
            streams += coupling.Streams.Count;
            var selection = RandomSelection.Draw(coupling, seed, vanishing: seed % 2 == 0);
            var cut = ChannelSurgery.Cut(model, coupling, selection);
            Compare(model, ChannelMask.Apply(model, coupling, selection), cut, image, $"network {seed}");
            Compare(cut, cut, BatchNormFolding.Fold(cut), image, $"network {seed}, folded");
        }

        Assert.InRange(cuts, Networks / 2, Networks);
        Assert.True(residuals == ResidualMode.Tied || streams > Networks / 10, $"{streams} streams");
    }

    private static void Compare(Model whole, Model expected, Model actual, float[] image, string what)
    {
        long[] dims = [2, 3, 6, 6];
        ComparedOutputs.AssertEqual(whole.Graph, OrtRun.Outputs(expected, image, dims), OrtRun.Outputs(actual, image, dims), what);
    }
}
