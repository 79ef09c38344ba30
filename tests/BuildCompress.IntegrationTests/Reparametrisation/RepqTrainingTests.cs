using BuildCompress.Core.Manifests;
using BuildCompress.IntegrationTests.Training.Finetuning;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.IntegrationTests.Training.Quantizers;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.IntegrationTests.Reparametrisation;

/// <summary>A network of RepVGG blocks and one ordinary layer: quantised as branches or merged, exported as single convolutions.</summary>
public sealed class RepqTrainingTests
{
    [Theory]
    [InlineData(QuantiseMethod.Lsq, 4, BlockQuantisation.Repq, BlockStatistics.Batch)]
    [InlineData(QuantiseMethod.Lsq, 4, BlockQuantisation.Repq, BlockStatistics.Estimate)]
    [InlineData(QuantiseMethod.Lsq, 4, BlockQuantisation.Repq, BlockStatistics.Frozen)]
    [InlineData(QuantiseMethod.Lsq, 8, BlockQuantisation.Repq, BlockStatistics.Batch)]
    [InlineData(QuantiseMethod.LsqPlus, 4, BlockQuantisation.MergeFirst, BlockStatistics.Batch)]
    [InlineData(QuantiseMethod.Qil, 3, BlockQuantisation.Repq, BlockStatistics.Estimate)]
    [InlineData(QuantiseMethod.Minmax, 8, BlockQuantisation.Repq, BlockStatistics.Batch)]
    public void OneConvolutionPerBlockAnswersAsOnnxRuntimeDoes(QuantiseMethod method, int bits, BlockQuantisation blocks, BlockStatistics statistics)
    {
        var settings = RepqTask.Settings(method, bits) with { Blocks = blocks, BatchNorm = statistics };

        using var network = QuantisationTraining.Run(RepqTask.Job(settings));

        var agreement = RuntimeAgreement.Of(network, TinyTask.Validation, TinyTask.Preprocess);
        Assert.True(agreement.TopOne >= 0.999, $"top one {agreement.TopOne}");
        Assert.True(agreement.WithinOneStep >= 0.999, $"within a step {agreement.WithinOneStep}, equal {agreement.Equal}");
        Assert.True(agreement.Fusion.AllLayersFused, string.Join("; ", agreement.Fusion.Unfused));
        Assert.Equal(3, agreement.Exported.Graph.Nodes.Count(n => n.OpType == "Conv"));
        Assert.DoesNotContain(agreement.Exported.Graph.Nodes, n => n.OpType is "Add" or "BatchNormalization");
        Assert.True(Evaluation.Accuracy(network, TinyTask.Validation, TinyTask.Preprocess).Fraction > 0.9);
        Assert.Equal(OnnxFile.ToBytes(agreement.Exported).LongLength, ArtifactForm.Cost(RepqTask.Trained.Value, settings).File.Value);
    }

    [Theory]
    [InlineData(BlockStatistics.Batch)]
    [InlineData(BlockStatistics.Estimate)]
    public void LearnsInBfloat16(BlockStatistics statistics)
    {
        if (!Bfloat16Autocast.IsSupported)
            return;
        var settings = RepqTask.Settings(QuantiseMethod.Lsq, 4) with { BatchNorm = statistics };

        using var network = QuantisationTraining.Run(RepqTask.Job(settings with { Training = settings.Training with { Precision = TrainingPrecision.Bfloat16 } }));

        Assert.True(Evaluation.Accuracy(network, TinyTask.Validation, TinyTask.Preprocess).Fraction > 0.9);
    }

    [Fact]
    public void AnInterruptedScheduleGoesOnWhereItWas()
    {
        var folder = Directory.CreateTempSubdirectory("buildcompress");
        try
        {
            var settings = RepqTask.Settings(QuantiseMethod.Qil, 3);
            using var whole = QuantisationTraining.Run(RepqTask.Job(settings));
            using var stop = new CancellationTokenSource();
            var job = RepqTask.Job(settings) with { CheckpointFolder = folder.FullName };

            Assert.Throws<OperationCanceledException>(() => QuantisationTraining.Run(
                job with { Reached = (stage, _) => StopAt("calibrate", stage, stop) }, stop.Token));
            using var resumed = QuantisationTraining.Run(job);

            Assert.Equal(TinyTask.Weights(whole), TinyTask.Weights(resumed));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void FreezingStatisticsMovesNoInteger()
    {
        var network = QuantizedNetwork.OverBranches(
            BlockMerging.Of(RepqTask.Trained.Value), new(4, 4, 8, 8), new LsqQuantizer(), BlockStatistics.Batch, TinyTask.Train.Take(128), TinyTask.Preprocess);
        network.EstimateBatchNorm(TinyTask.Train, TinyTask.Preprocess, null, seed: 1);
        Assert.True(network.HasStatistics);
        var before = Evaluation.Logits(network, TinyTask.Validation, TinyTask.Preprocess);
        using var frozen = network.FreezeBatchNorm();
        network.Dispose();

        Assert.False(frozen.HasStatistics);
        // Only the biases of ordinary layers are rounded anew.
        Assert.InRange(Tensors.RelativeError(Evaluation.Logits(frozen, TinyTask.Validation, TinyTask.Preprocess), before), 0, 0.05);
    }

    /// <summary>By the statistics inside of blocks a network has learned, where they are frozen; elsewhere they are renewed before they freeze.</summary>
    [Theory]
    [InlineData(BlockStatistics.Frozen, true, false)]
    [InlineData(BlockStatistics.Frozen, false, true)]
    [InlineData(BlockStatistics.Estimate, true, true)]
    public void FrozenStatisticsStayOnceTheyWereTrainedBy(BlockStatistics statistics, bool hasTrained, bool renewed)
    {
        using var network = QuantizedNetwork.OverBranches(
            BlockMerging.Of(RepqTask.Trained.Value), new(4, 4, 8, 8), new LsqQuantizer(), statistics, TinyTask.Train.Take(128), TinyTask.Preprocess);
        var before = Running();

        network.EstimateBatchNorm(TinyTask.Train, TinyTask.Preprocess, null, seed: 1, hasTrained);

        Assert.Equal(renewed, !before.SequenceEqual(Running()));

        float[] Running() => [.. network.State.Where(s => s.Name.StartsWith("branch:", StringComparison.Ordinal)).SelectMany(s => Tensors.Read(s.Tensor))];
    }

    /// <summary>From the first step to the last, also where an earlier stage trained and the last freezes at once.</summary>
    [Theory]
    [InlineData(4, false)]
    [InlineData(6, true)]
    public void TrainingByFrozenStatisticsEndsWithThem(int bits, bool progressive)
    {
        var settings = RepqTask.Settings(QuantiseMethod.Lsq, bits) with { BatchNorm = BlockStatistics.Frozen, Schedule = new QuantiseSchedule(progressive) };
        var statistics = new List<float[]>();

        using var network = QuantisationTraining.Run(RepqTask.Job(settings with { Training = settings.Training with { Epochs = 1 } }) with
        {
            Reached = (_, reached) => statistics.Add(
                [.. reached.State.Where(s => s.Name.StartsWith("branch:", StringComparison.Ordinal) && reached.Parameters.All(p => p.Name != s.Name)).SelectMany(s => Tensors.Read(s.Tensor))]),
        });

        Assert.Equal(progressive ? 3 : 2, statistics.Count);
        Assert.NotEmpty(statistics[0]);
        Assert.All(statistics, each => Assert.Equal(statistics[0], each));
    }

    private static void StopAt(string stage, string reached, CancellationTokenSource stop)
    {
        if (reached == stage)
            stop.Cancel();
    }
}
