using System.Diagnostics;
using System.Runtime.InteropServices;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Units;
using BuildCompress.Training.Data;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Finetuning;

/// <summary>
/// Trains a network: SGD with Nesterov momentum, a cosine from <c>learningRate</c> to 0 over all steps (Loshchilov and Hutter 2017, without
/// restarts), clipped gradients. The same job and number of threads give the same weights, interrupted or not.
/// </summary>
public sealed class Finetuner
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>A process that is ended at once loses no more work than this.</summary>
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromMinutes(1);

    private readonly INetwork network;
    private readonly FinetuneJob job;
    private readonly NesterovSgd optimiser;
    private readonly TrainingLoss lossOf;
    private readonly int steps;
    private RunningMean loss;
    private RunningMean accuracy;

    private Finetuner(INetwork network, FinetuneJob job)
    {
        this.network = network;
        this.job = job;
        steps = job.Steps;
        optimiser = new NesterovSgd(network.Parameters, job.Settings, job.StepSizeRate);
        lossOf = new TrainingLoss(job.Settings);
    }

    /// <summary>Runs a job to its end, taking up its checkpoint when there is one. Must run on the training thread.</summary>
    /// <exception cref="DiagnosticException">
    /// The loss diverged (BCMP4201) or the engine failed (BCMP4102; either way the network then holds its last good epoch), there is nothing to
    /// train (BCMP4202), a batch does not fit in memory (BCMP4204), or the engine lacks the precision (BCMP4205).
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint is written.</exception>
    public static FinetuneResult Run(INetwork network, FinetuneJob job, CancellationToken cancellation = default)
    {
        if (network.Parameters.Count == 0)
        {
            throw new DiagnosticException(DiagnosticCatalog.NothingToTrain.Because(
                "The model has no float32 weights that training could change.", "Compress the float32 model that training produced."));
        }

        if (job.Settings.Distill is not null && job.Teacher is null)
            throw new ArgumentException("Distillation needs a teacher.", nameof(job));
        CheckPrecision(job.Settings);
        CheckBatch(job);
        var run = new Finetuner(network, job);
        var mode = network.Mode;
        try
        {
            return run.Run(cancellation);
        }
        finally
        {
            run.optimiser.Dispose();
            network.Mode = mode;
        }
    }

    /// <summary>Whether a failure came while training, so that the network holds its last good epoch.</summary>
    public static bool LeftGoodWeights(DiagnosticException failure) =>
        failure.Diagnostics.All(d => d.Id == DiagnosticCatalog.TrainingDiverged.Id || d.Id == DiagnosticCatalog.OperatorFailed.Id);

    private static void CheckPrecision(FinetuneSettings settings)
    {
        if (settings.Precision == TrainingPrecision.Bfloat16 && !Bfloat16Autocast.IsSupported)
        {
            throw new DiagnosticException(DiagnosticCatalog.PrecisionNotAvailable.Because(
                "This build of libtorch offers no bfloat16 training on processors.",
                "Set 'precision' to 'float32', or use the system's libtorch (NATIVE_ENGINES=system eng/setup)."));
        }
    }

    private static void CheckBatch(FinetuneJob job)
    {
        // Two buffers of the loader and one tensor.
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (3 * sizeof(float));
        var (size, count) = (job.Train.Shape.Size, Math.Min(job.Settings.BatchSize, job.Train.Count));
        var most = Math.Min(Batch.MaxFloats, memory) / size;
        if (count > most)
        {
            throw new DiagnosticException(DiagnosticCatalog.BatchTooLarge.Because(
                $"{count} images of {job.Train.Shape} do not fit in memory as one batch.", $"Set 'batchSize' well below {Math.Max(1, most)}; the layers need memory too."));
        }
    }

    private FinetuneResult Run(CancellationToken cancellation)
    {
        var checkpoint = job.Checkpoint is { } path ? new Checkpoint(path, Checkpoint.Digest(job, network)) : null;
        var first = 0;
        checkpoint?.TryLoad(Everything(), out first, out loss, out accuracy);
        using var lastGood = new NetworkSnapshot(network);
        using var loader = new BatchLoader(job.Train, job.Batches, first);
        var guard = new DivergenceGuard(job.Train.ClassCount, job.Settings.LearningRate, steps);
        var clock = Stopwatch.StartNew();
        var (reported, saved) = (TimeSpan.MinValue, TimeSpan.Zero);
        network.Mode = NetworkMode.Training;
        if (job.Teacher is { } teacher)
            teacher.Mode = NetworkMode.Evaluation;
        for (var step = first; step < steps; step++)
        {
            if (cancellation.IsCancellationRequested)
            {
                checkpoint?.Save(step, loss, accuracy, Everything());
                cancellation.ThrowIfCancellationRequested();
            }

            try
            {
                Step(step, loader.Next(), guard);
            }
            catch (DiagnosticException)
            {
                lastGood.Restore();
                throw;
            }
            catch (ExternalException e)
            {
                lastGood.Restore();
                throw new DiagnosticException(
                    DiagnosticCatalog.OperatorFailed.Because(
                        $"Step {step + 1} of {steps} failed: {e.Message}",
                        $"Lower 'batchSize' from {job.Settings.BatchSize} if memory ran out; the weights of the last good epoch are kept."),
                    e);
            }

            var done = step + 1;
            var epochEnds = done % loader.BatchesPerEpoch == 0;
            if (epochEnds && done < steps && guard.IsSound(loss.Value))
                lastGood.Take();
            if (done < steps && (epochEnds || clock.Elapsed - saved > CheckpointInterval))
            {
                checkpoint?.Save(done, loss, accuracy, Everything());
                saved = clock.Elapsed;
            }

            if (job.Progress is { } progress && (done == steps || clock.Elapsed - ReportInterval > reported))
            {
                reported = clock.Elapsed;
                progress.Report(new TrainingProgress(
                    done, steps, loss.Value, new Accuracy(accuracy.Value), clock.Elapsed / (done - first) * (steps - done)));
            }
        }

        if (!job.KeepsCheckpoint)
            checkpoint?.Delete();
        else if (first < steps)
            checkpoint?.Save(steps, loss, accuracy, Everything());
        return new FinetuneResult(steps, loss.Value, new Accuracy(accuracy.Value));
    }

    private void Step(int step, Batch batch, DivergenceGuard guard)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(((long)job.Seed << 32) ^ step);
        var images = TensorData.Images(batch);
        var labels = TensorData.Of(batch.Labels);
        var logits = Forward(network, images);
        var value = lossOf.Of(logits, labels, Teach(images));
        value.backward();
        var norm = nn.utils.clip_grad_norm_(network.Parameters.Where(p => p.Role != ParameterRole.Step).Select(p => p.Tensor), job.MaxGradientNorm);
        var number = value.item<float>();
        guard.Check(step + 1, number, norm, loss.Value);
        optimiser.Step(job.LearningRate(step));
        network.Project();
        loss.Add(number);
        accuracy.Add(logits.argmax(1).eq(labels).sum().item<long>() / (double)batch.Count);
    }

    private Tensor Forward(INetwork of, Tensor images)
    {
        if (job.Settings.Precision == TrainingPrecision.Float32)
            return of.Forward(images);
        using var autocast = Bfloat16Autocast.Enter();
        return of.Forward(images).to_type(ScalarType.Float32);
    }

    private Tensor? Teach(Tensor images)
    {
        if (job.Settings.Distill is null)
            return null;
        using var noGrad = torch.no_grad();
        return Forward(job.Teacher!, images);
    }

    private IEnumerable<(string Name, Tensor Tensor)> Everything() =>
        network.State.Concat(optimiser.State.Select(s => ("momentum:" + s.Name, s.Tensor)));
}
