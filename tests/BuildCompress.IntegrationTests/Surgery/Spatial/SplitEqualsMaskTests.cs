using BuildCompress.Onnx;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Onnx.Surgery.Spatial;
using BuildCompress.Tests;

namespace BuildCompress.IntegrationTests.Surgery.Spatial;

/// <summary>The oracle of spatial surgery: the split network computes what the network with zeros at the lost kernel positions computes.</summary>
public sealed class SplitEqualsMaskTests
{
    private const int Seeds = 3;

    /// <summary>Its equal vectors are one initializer; parts that are cut differently get copies of their own.</summary>
    private const string SharedVectors = "identity_alias";

    public static TheoryData<string> Models() => SharedData.IsMissing ? [""] : [.. SharedData.Models().Select(path => Path.GetFileNameWithoutExtension(path)!)];

    /// <summary>Any rectangles, also those for which the input must be cropped, after a random cut of channels; MACs and parameters are those kept.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void ForRandomRectanglesOfACutNetwork(string name)
    {
        if (SharedData.IsMissing)
            return;
        var model = ConstantFolding.Fold(OnnxFile.Read(SharedData.Models().First(path => Path.GetFileNameWithoutExtension(path) == name)));
        var types = ShapeInference.Infer(model, batch: 2);
        var coupling = CouplingAnalysis.Analyse(model.Graph, types);
        long[] dims = [.. types[model.Graph.Inputs[0].Name]!.Shape!.Select(d => d.Value ?? 64)];

        // How much may be cropped of an input of unknown size is not known.
        var sized = types[model.Graph.Inputs[0].Name]!.Shape!.Skip(2).All(d => d.Value is not null);
        var random = new Random(1);
        var input = new float[dims.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < input.Length; i++)
            input[i] = 2 * random.NextSingle() - 1;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var cut = seed == 0 ? model : ChannelSurgery.Cut(model, coupling, RandomSelection.Draw(coupling, seed));
            var kernels = PrunableKernel.Of(cut);
            var selection = RandomRectangles.Draw(cut, kernels, seed, cropped: sized && seed != 1);
            var split = RectangleSurgery.Cut(cut, selection);
            var expected = OrtRun.Outputs(KernelMask.Apply(cut, selection), input, dims);
            var actual = OrtRun.Outputs(split, input, dims);
            for (var o = 0; o < actual.Length; o++)
                Assert.True(OrtRun.Distance(expected[o], actual[o]) < 1e-4, $"seed {seed}, output {o}: {OrtRun.Distance(expected[o], actual[o])}");

            var (before, after) = (CostModel.Count(cut), CostModel.Count(split));
            var lost = kernels.Select(k => (Kernel: k, Weights: k.Inputs * selection.Kept[k.Output].Sum(
                kept => k.Positions - (long)ulong.PopCount(kept)))).ToArray();
            if (name != SharedVectors)
                Assert.Equal(before.Parameters.Value - lost.Sum(k => k.Weights), after.Parameters.Value);
            if (before.Uncounted.Count == 0)
                Assert.Equal(before.Macs.Value - lost.Sum(k => k.Weights * k.Kernel.OutputPositions), after.Macs.Value);
        }
    }

    /// <summary>One convolution between a BatchNormalization and a Relu of its own and a 1x1 convolution that reads it.</summary>
    [Theory]
    [InlineData("3x3", "strides=1,1;pads=1,1,1,1")]
    [InlineData("3x3", "strides=2,2;pads=1,1,1,1")]
    [InlineData("3x3", "strides=2,2;pads=0,0,1,1")]
    [InlineData("5x3", "strides=3,2;pads=3,0,1,2")]
    [InlineData("3x3", "strides=1,1;dilations=2,3;pads=2,3,2,3")]
    [InlineData("3x3", "strides=2,1;auto_pad=SAME_UPPER")]
    [InlineData("4x4", "strides=3,3;auto_pad=SAME_LOWER")]
    [InlineData("3x5", "auto_pad=VALID")]
    [InlineData("7", "strides=2;pads=3,3")]
    [InlineData("2x3x3", "pads=0,1,1,1,1,1")]
    [InlineData("3x3", "pads=1,1,1,1;group=6")]
    [InlineData("3x3", "pads=1,1,1,1;group=3")]
    [InlineData("3x3", "pads=1,1,1,1;group=6", 18)]
    [InlineData("3x3", "pads=1,1,1,1", 12, 9)]
    [InlineData("8x8", "pads=4,3,4,3")]
    public void ForAnyConvolution(string kernel, string attributes, int filters = 12, int opset = 13)
    {
        var model = OneConvolution.Model([.. kernel.Split('x').Select(long.Parse)], attributes, filters, opset);
        long[] dims = [2, OneConvolution.Channels, .. kernel.Split('x').Select(_ => OneConvolution.Size)];
        var random = new Random(1);
        var input = new float[dims.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < input.Length; i++)
            input[i] = 2 * random.NextSingle() - 1;
        for (var seed = 0; seed < 8; seed++)
        {
            var selection = RandomRectangles.Draw(model, [PrunableKernel.Of(model)[0]], seed, cropped: true);
            var split = RectangleSurgery.Cut(model, selection);
            var masked = OrtRun.Outputs(KernelMask.Apply(model, selection), input, dims)[0];
            Assert.True(OrtRun.Distance(masked, OrtRun.Outputs(split, input, dims)[0]) < 1e-5, $"seed {seed}");
            Assert.DoesNotContain(split.Graph.Nodes, node => node.OpType == "Gather" && !attributes.Contains("group", StringComparison.Ordinal));
        }
    }
}
