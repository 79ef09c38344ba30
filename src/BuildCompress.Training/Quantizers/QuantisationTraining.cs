using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Training.Data;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Reparametrisation;

namespace BuildCompress.Training.Quantizers;

/// <summary>
/// From a float model to a trained quantised one: stage by stage of fewer bits, each from the weights of the one before with grids calibrated
/// anew; over batch normalisation until it freezes, then as the network will run. Re-parametrised blocks are quantised as the one convolution they
/// will be, and train as branches (RepQ) or merged.
/// </summary>
public sealed class QuantisationTraining
{
    /// <summary>Training images that renew the statistics of batch normalisation.</summary>
    private const int StatisticsImages = 10_000;

    private readonly QuantisationJob job;
    private readonly CancellationToken cancellation;
    private readonly ImageDataset samples;
    private readonly QuantiseBits bits;
    private readonly double epochs;
    private readonly double freeze;
    private int stepsBefore;

    private QuantisationTraining(QuantisationJob job, CancellationToken cancellation)
    {
        (this.job, this.cancellation) = (job, cancellation);
        samples = job.Train.Sample(job.Settings.CalibrationSamples, job.Seed);
        bits = job.WeightBits is { Count: > 0 } own ? job.Settings.Bits with { Weights = own.Values.Min(), Mixed = null } : job.Settings.Bits with { Mixed = null };
        epochs = job.Settings.Trains ? job.Settings.Training.Epochs : 0;
        freeze = epochs > 0 ? job.Settings.Schedule.FreezeShare(job.Settings.Bits) : 0;
    }

    /// <summary>Runs the job. Must run on the training thread.</summary>
    /// <returns>The network at the bits asked for, its batch normalisation folded; the caller's.</returns>
    /// <exception cref="DiagnosticException">A node cannot be run in libtorch, activations are not finite, or training fails (BCMP4xxx).</exception>
    /// <exception cref="OperationCanceledException">Cancelled; checkpoints are written.</exception>
    public static QuantizedNetwork Run(QuantisationJob job, CancellationToken cancellation = default) => new QuantisationTraining(job, cancellation).Run();

    private QuantizedNetwork Run()
    {
        var settings = job.Settings;
        var stages = epochs > 0 ? settings.Schedule.Stages(settings.Method, bits) : [(bits.Weights, bits.Activations)];
        var merged = BlockMerging.Of(job.Model);
        var model = merged.Model;
        var branches = epochs > 0 && settings.Blocks == BlockQuantisation.Repq && merged.Blocks.Count > 0 ? new BranchWeights(merged, settings.BatchNorm) : null;
        for (var i = 0; i < stages.Count - 1; i++)
        {
            using var stage = Begin(model, branches, LayerBits.Of(settings, stages[i], job.WeightBits), hasTrained: i > 0);
            Train(stage, $"stage-{i}", epochs * settings.Schedule.StageShare / (stages.Count - 1), (0, 1));
            job.Reached?.Invoke($"w{stages[i].Weights}a{stages[i].Activations}", stage);
            (model, branches) = (stage.Latent(), stage.TakeBranches());
        }

        var hasTrained = stages.Count > 1;
        var last = Begin(model, branches, LayerBits.Of(settings, job.WeightBits), hasTrained);
        return Finish(last, hasTrained, hasTrained ? epochs * (1 - settings.Schedule.StageShare) : epochs);
    }

    /// <summary>The last stage: over batch normalisation first, then without; one cosine over both.</summary>
    private QuantizedNetwork Finish(QuantizedNetwork network, bool hasTrained, double length)
    {
        var share = network.HasStatistics ? freeze : 0;
        try
        {
            job.Reached?.Invoke("calibrate", network);
            Train(network, "trained", length * share, (0, share));
            if (network.HasStatistics)
            {
                if (job.Settings.Schedule.ReestimateBatchNorm)
                    Reestimate(network, hasTrained || length * share > 0);
                var thawed = network;
                network = network.FreezeBatchNorm();
                thawed.Dispose();
            }

            Train(network, "frozen", length * (1 - share), (share, 1));
            if (epochs > 0)
                job.Reached?.Invoke("quantise", network);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A network for a stage. Exact statistics inside of blocks change their kernels, and so the grids are taken again from what the kernels then are.
    /// Takes over the branches.
    /// </summary>
    private QuantizedNetwork Begin(Model model, BranchWeights? branches, LayerBits bits, bool hasTrained)
    {
        var network = Calibrate(model, branches, bits);
        if (!job.Settings.Schedule.ReestimateBatchNorm)
            return network;
        try
        {
            Reestimate(network, hasTrained);
        }
        catch
        {
            network.Dispose();
            throw;
        }

        if (branches is null || !branches.HasStatistics)
            return network;
        Model latent;
        using (network)
        {
            latent = network.Latent();
            network.TakeBranches();
        }

        return Calibrate(latent, branches, bits);
    }

    private QuantizedNetwork Calibrate(Model model, BranchWeights? branches, LayerBits bits)
    {
        var form = freeze > 0 ? NormalisedLayers.Of(model, bits) : QuantizableForm.Of(model, bits);
        var folded = BatchNormFolding.Fold(form);
        var plan = QuantizationPlanner.Plan(folded, ShapeInference.Infer(folded), bits);
        try
        {
            return QuantizedNetwork.Calibrate(
                form, ShapeInference.Infer(form), plan, Quantizer.Of(job.Settings), samples, job.Preprocess, branches, cancellation);
        }
        catch
        {
            branches?.Dispose();
            throw;
        }
    }

    private void Reestimate(QuantizedNetwork network, bool hasTrained) => network.EstimateBatchNorm(
        job.Train.Sample(StatisticsImages, job.Seed), job.Preprocess, job.Augment, job.Seed, hasTrained, cancellation);

    private void Train(QuantizedNetwork network, string name, double length, (double From, double To) cosine)
    {
        if (length <= 0)
            return;
        if (job.KeepsZeroColumns)
            network.KeepZeroColumns();
        var settings = job.Settings.Training with { Epochs = length };
        var run = new FinetuneJob(job.Train, settings, job.Preprocess, job.Augment, job.Seed)
        {
            Teacher = job.Teacher,
            StepSizeRate = job.Settings.Schedule.StepRate,
            Cosine = cosine,
            Checkpoint = job.CheckpointFolder is { } folder ? Path.Combine(folder, $"quantise-{name}.checkpoint") : null,
            KeepsCheckpoint = true,
        };
        var total = Math.Max(stepsBefore + run.Steps, (int)Math.Ceiling(epochs * run.Steps / length));
        try
        {
            Finetuner.Run(network, run with { Progress = job.Progress is null ? null : new OverStages(job.Progress, stepsBefore, total) }, cancellation);
        }
        catch (DiagnosticException failure) when (Finetuner.LeftGoodWeights(failure))
        {
            job.Failed?.Invoke(network.Latent());
            throw;
        }

        stepsBefore += run.Steps;
    }

    /// <summary>Counts the steps of one run as part of all.</summary>
    private sealed class OverStages(IProgress<TrainingProgress> progress, int before, int total) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            var left = value.Steps - value.Step;
            var all = total - before - value.Step;
            progress.Report(value with { Step = before + value.Step, Steps = total, Eta = left > 0 ? value.Eta * ((double)all / left) : value.Eta });
        }
    }
}
