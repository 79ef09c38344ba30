using BuildCompress.Core.Manifests;
using BuildCompress.IntegrationTests.Pipeline;
using BuildCompress.IntegrationTests.Training.Finetuning;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.IntegrationTests.Training.Quantizers;

/// <summary>Every method and width on a residual network: trained, folded, exported, and run by ONNX Runtime in integer arithmetic.</summary>
public sealed class LowBitTests
{
    /// <summary>A first convolution, a residual block with batch normalisation, and a linear layer, trained on <see cref="TinyTask"/>.</summary>
    internal static readonly Lazy<Model> Trained = new(() =>
    {
        using var network = Residual().Network();
        Finetuner.Run(network, TinyTask.Job());
        return network.ToModel();
    });

    [Theory]
    [InlineData(QuantiseMethod.Lsq, 4, 4)]
    [InlineData(QuantiseMethod.Lsq, 2, 2)]
    [InlineData(QuantiseMethod.Lsq, 3, 8)]
    [InlineData(QuantiseMethod.Lsq, 8, 3)]
    [InlineData(QuantiseMethod.LsqPlus, 6, 6)]
    [InlineData(QuantiseMethod.LsqPlus, 8, 8)]
    [InlineData(QuantiseMethod.LsqPlus, 4, 2)]
    [InlineData(QuantiseMethod.Qil, 8, 8)]
    [InlineData(QuantiseMethod.Qil, 4, 4)]
    [InlineData(QuantiseMethod.Qil, 2, 2)]
    [InlineData(QuantiseMethod.Minmax, 8, 8)]
    [InlineData(QuantiseMethod.Percentile, 4, 6)]
    public void AnswersAsOnnxRuntimeDoesInIntegers(QuantiseMethod method, int weights, int activations)
    {
        var settings = Settings(method, weights, activations);

        using var network = QuantisationTraining.Run(Job(settings));

        var agreement = RuntimeAgreement.Of(network, TinyTask.Validation, TinyTask.Preprocess);
        Assert.True(agreement.TopOne >= 0.999, $"top one {agreement.TopOne}");
        Assert.True(agreement.WithinOneStep >= 0.999, $"within a step {agreement.WithinOneStep}, equal {agreement.Equal}");
        Assert.True(agreement.Fusion.AllLayersFused, string.Join("; ", agreement.Fusion.Unfused));
        Assert.Equal(network.Plan.Weights.Count, agreement.Fusion.IntegerLayers);
        Assert.Equal(network.Plan.Weights.Count, FusionCheck.QuantisedLayers(agreement.Exported));
        Assert.Equal(method == QuantiseMethod.Qil ? 2 : 4, network.Plan.Weights.Count);
        if (settings.Trains)
            Assert.True(Evaluation.Accuracy(network, TinyTask.Validation, TinyTask.Preprocess).Fraction > 0.9);
        Assert.Equal(OnnxFile.ToBytes(agreement.Exported).LongLength, ArtifactForm.Cost(Trained.Value, settings).File.Value);
    }

    [Theory]
    [InlineData(2, ElementType.Int2, 25)]
    [InlineData(3, ElementType.Int4, 21)]
    [InlineData(4, ElementType.Int4, 21)]
    [InlineData(5, ElementType.Int8, 13)]
    public void WeightsLieInTheFileInTheNarrowestTypeThereIs(int bits, ElementType type, long opset)
    {
        using var network = QuantisationTraining.Run(Job(Settings(QuantiseMethod.Minmax, bits, 8)));

        var exported = RuntimeAgreement.Of(network, TinyTask.Validation.Take(8), TinyTask.Preprocess).Exported;

        Assert.Equal(opset, exported.Opset);
        var inner = exported.Graph.Initializers.Values.Where(t => t.Element == type && t.Dims.Count == 4 && t.Dims[1] == 8).ToList();
        Assert.Equal(2, inner.Count);
        Assert.All(inner, t => Assert.Equal(((t.Count * WeightContainer.StoredBits(bits)) + 7) / 8, t.Bytes.Length));
        Assert.Equal(
            ArtifactForm.Cost(Trained.Value, Settings(QuantiseMethod.Minmax, 8, 8)).Parameters, ArtifactForm.Cost(Trained.Value, Settings(QuantiseMethod.Minmax, bits, 8)).Parameters);
    }

    /// <summary>Both layers of the block have bits of their own; what is emitted is what was counted before any training.</summary>
    [Theory]
    [InlineData(QuantiseMethod.Lsq, 2, 8)]
    [InlineData(QuantiseMethod.Lsq, 6, 3)]
    [InlineData(QuantiseMethod.LsqPlus, 4, 2)]
    [InlineData(QuantiseMethod.Qil, 8, 2)]
    [InlineData(QuantiseMethod.Qil, 3, 4)]
    [InlineData(QuantiseMethod.Minmax, 8, 4)]
    public void LayersWithBitsOfTheirOwnAnswerAsOnnxRuntimeDoes(QuantiseMethod method, int one, int other)
    {
        var settings = Settings(method, 4, 4);
        var form = QuantizableForm.Of(Trained.Value, LayerBits.Of(settings));
        var inner = QuantizationPlanner.Plan(form, ShapeInference.Infer(form), LayerBits.Of(settings)).Weights.Where(w => !w.IsEnd).Select(w => w.Node).ToArray();
        Assert.Equal(2, inner.Length);
        var bits = new Dictionary<string, int> { [inner[0]] = one, [inner[1]] = other };
        var stages = new List<(string, int, int)>();

        using var network = QuantisationTraining.Run(Job(settings) with
        {
            WeightBits = bits,
            Reached = (stage, at) => stages.Add((stage, BitsOf(at, inner[0]), BitsOf(at, inner[1]))),
        });

        var agreement = RuntimeAgreement.Of(network, TinyTask.Validation, TinyTask.Preprocess);
        Assert.True(agreement.TopOne >= 0.999, $"top one {agreement.TopOne}");
        Assert.True(agreement.WithinOneStep >= 0.999, $"within a step {agreement.WithinOneStep}, equal {agreement.Equal}");
        Assert.True(agreement.Fusion.AllLayersFused, string.Join("; ", agreement.Fusion.Unfused));
        Assert.Equal((one, other), (BitsOf(network, inner[0]), BitsOf(network, inner[1])));
        if (settings.Trains)
            Assert.True(Evaluation.Accuracy(network, TinyTask.Validation, TinyTask.Preprocess).Fraction > 0.9);

        // Stages of fewer and fewer bits stop at each layer's own.
        int[] ladder = method == QuantiseMethod.Qil ? [.. new[] { 8, 5, 4, 3, 2 }.Where(b => b > Math.Min(4, Math.Min(one, other)))] : [];
        Assert.Equal(ladder.Select(b => ($"w{b}a{Math.Max(4, b)}", Math.Max(b, one), Math.Max(b, other))), stages.Where(s => s.Item1 is not ("calibrate" or "quantise")));

        var cost = ArtifactForm.Cost(Trained.Value, settings, mixed: bits);
        Assert.Equal(OnnxFile.ToBytes(agreement.Exported).LongLength, cost.File.Value);
        Assert.Equal([one, other], cost.Precision.Where(l => bits.ContainsKey(l.Node)).Select(l => l.WeightBits));
        Assert.All(cost.Precision.Where(l => bits.ContainsKey(l.Node)), l => Assert.Equal(4, l.InputBits));

        static int BitsOf(QuantizedNetwork network, string node) => network.Plan.Weights.Single(w => w.Node == node).Bits;
    }

    /// <summary>The residual sum is read by a layer, in few bits, and by the next sum, in 8.</summary>
    [Fact]
    public void ResidualSumsKeepEightBits()
    {
        using var network = QuantisationTraining.Run(Job(Settings(QuantiseMethod.Lsq, 2, 2) with { Schedule = new QuantiseSchedule { FreezeBatchNorm = 1 } }));

        var bits = network.Plan.Activations.Where(a => !a.Inherits).Select(a => network.Plan.Scales[a.Scale].Bits).ToList();
        Assert.Equal(2, bits.Count(b => b == 2));
        Assert.All(network.Plan.Weights, w => Assert.Contains(w.Bits, (int[])[2, 8]));
        Assert.All(
            network.Quantization.Activations.Index(), a => Assert.Equal((1 << network.Plan.Scales[a.Index].Bits) - 1, a.Item.High - a.Item.Low));
    }

    [Fact]
    public void FreezingNormalisationMovesNoInteger()
    {
        var bits = new LayerBits(4, 4, 8, 8);
        var form = NormalisedLayers.Of(Trained.Value, bits);
        var folded = BatchNormFolding.Fold(form);
        var plan = QuantizationPlanner.Plan(folded, ShapeInference.Infer(folded), bits);
        var network = QuantizedNetwork.Calibrate(
            form, ShapeInference.Infer(form), plan, new LsqQuantizer(), TinyTask.Train.Take(128), TinyTask.Preprocess);
        var before = Evaluation.Logits(network, TinyTask.Validation, TinyTask.Preprocess);
        using var frozen = network.FreezeBatchNorm();
        network.Dispose();

        var after = Evaluation.Logits(frozen, TinyTask.Validation, TinyTask.Preprocess);

        Assert.False(frozen.HasStatistics);
        // Only the biases are rounded anew.
        Assert.InRange(Tensors.RelativeError(after, before), 0, 0.05);
    }

    [Fact]
    public void AnInterruptedScheduleGoesOnWhereItWas()
    {
        var folder = Directory.CreateTempSubdirectory("buildcompress");
        try
        {
            var settings = Settings(QuantiseMethod.Qil, 3, 3);
            using var whole = QuantisationTraining.Run(Job(settings));
            using var stop = new CancellationTokenSource();
            var stages = new List<string>();
            var job = Job(settings) with { CheckpointFolder = folder.FullName };

            Assert.Throws<OperationCanceledException>(() => QuantisationTraining.Run(
                job with { Reached = (stage, _) => StopAt("w4a4", stage, stop) }, stop.Token));
            var steps = new Steps();
            using var resumed = QuantisationTraining.Run(job with { Reached = (stage, _) => stages.Add(stage), Progress = steps });

            Assert.Equal(["w8a8", "w5a5", "w4a4", "calibrate", "quantise"], stages);
            Assert.Equal(TinyTask.Weights(whole), TinyTask.Weights(resumed));
            Assert.True(steps.First > steps.Total / 4, $"{steps.First} of {steps.Total}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void StopAt(string stage, string reached, CancellationTokenSource stop)
    {
        if (reached == stage)
            stop.Cancel();
    }

    private static QuantisationJob Job(QuantiseSettings settings) => new(Trained.Value, settings, TinyTask.Train, TinyTask.Preprocess, null, 1);

    private static QuantiseSettings Settings(QuantiseMethod method, int weights, int activations) => QuantiseDefaults.Int8 with
    {
        Method = method,
        Bits = new QuantiseBits(weights, activations),
        Training = TinyTask.Settings with { Epochs = 4, LearningRate = 0.01 },
    };

    private static TestGraph Residual()
    {
        (string, object) pads = ("pads", new long[] { 1, 1, 1, 1 });
        var graph = new TestGraph(4, new Dimension(null, "batch"), 3, 8, 8);
        graph.Conv(3, 8, 3, pads, ("strides", new long[] { 2, 2 })).BatchNorm(8).Then("Relu");
        var shortcut = graph.Last;
        graph.Conv(8, 8, 3, pads).BatchNorm(8).Then("Relu").Conv(8, 8, 3, pads).BatchNorm(8);
        graph.Join("Add", [graph.Last, shortcut]).Then("Relu").Then("Flatten");
        return graph.Then("Gemm", [graph.Weight(0.2, 4, 128), graph.Weight(0.1, 4)], ("transB", 1));
    }

    private sealed class Steps : IProgress<TrainingProgress>
    {
        public int First { get; private set; } = -1;

        public int Total { get; private set; }

        public void Report(TrainingProgress value)
        {
            if (First < 0)
                First = value.Step;
            Total = value.Steps;
        }
    }
}
