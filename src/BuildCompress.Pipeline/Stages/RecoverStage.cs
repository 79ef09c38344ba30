using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Reports;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Recover: cut graph, data → re-estimated normalisation, finetuned weights; with branches beside its convolutions where they are asked for.</summary>
internal static class RecoverStage
{
    /// <summary>Name of the stage.</summary>
    public const string Name = "Recover";

    /// <summary>Training images that renew the running statistics.</summary>
    private const int StatisticsImages = 10_000;

    /// <param name="cut">The cut model.</param>
    /// <param name="run">Data and settings.</param>
    /// <param name="settings">The target's settings.</param>
    /// <param name="workFolder">Keeps the checkpoint of an interrupted run.</param>
    /// <param name="log">Hears of progress.</param>
    public static Recovered Run(Model cut, RunContext run, CompressSettings settings, string workFolder, StageLog log)
    {
        var manifest = run.Manifest;
        cut = BranchInsertion.Insert(cut, ShapeInference.Infer(cut), settings.Reparametrise, settings.Seed);
        using var network = new TrainableNetwork(cut, ShapeInference.Infer(cut));
        if (settings.Prune.Spatial == SpatialMode.Columns)
            network.KeepZeroColumns();
        var ladder = new List<AccuracyStep> { Judge("cut") };
        if (network.HasStatistics)
        {
            var sample = run.Train.Sample(StatisticsImages, settings.Seed);
            BatchNormEstimation.Run(network, sample, manifest.Preprocess, manifest.Augment, seed: settings.Seed, cancellation: run.Cancellation);
            ladder.Add(Judge("batch-norm"));
        }

        if (settings.Finetune.Epochs > 0)
        {
            using var teacher = settings.Finetune.Distill is null ? null : new TrainableNetwork(run.Imported.Model, run.Imported.Types);
            var job = TrainingJobs.Of(run, settings.Finetune, settings.Seed, teacher, Path.Combine(workFolder, "finetune.checkpoint"), Name, log);
            try
            {
                Finetuner.Run(network, job, run.Cancellation);
            }
            catch (DiagnosticException failure) when (Finetuner.LeftGoodWeights(failure))
            {
                var kept = new LastGoodWeights(workFolder, "compress.finetune");
                kept.Keep(network.ToModel());
                throw kept.Explain(failure);
            }

            ladder.Add(Judge("finetune"));
        }

        return new Recovered(network.ToModel(), ladder);

        AccuracyStep Judge(string step)
        {
            var accuracy = Evaluation.Accuracy(network, run.Validation, manifest.Preprocess, run.Cancellation).Fraction;
            log.Report(Name, 0, 0, accuracy: accuracy, note: step);
            return new AccuracyStep(step, accuracy);
        }
    }
}
