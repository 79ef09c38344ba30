using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Reports;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Quantise: recovered graph, data → folded weights on integer grids, and the grids' learned scales.</summary>
internal static class QuantiseStage
{
    /// <summary>Name of the stage.</summary>
    public const string Name = "Quantise";

    /// <param name="recovered">The finetuned model.</param>
    /// <param name="bits">Of the weights of single layers; null for the same in all.</param>
    /// <param name="run">Data and settings.</param>
    /// <param name="settings">The target's settings.</param>
    /// <param name="workFolder">Keeps the checkpoints of an interrupted run.</param>
    /// <param name="log">Hears of progress.</param>
    public static Quantised Run(
        Model recovered, IReadOnlyDictionary<string, int>? bits, RunContext run, CompressSettings settings, string workFolder, StageLog log)
    {
        var manifest = run.Manifest;
        var ladder = new List<AccuracyStep>();
        using var teacher = settings.Quantise is { Trains: true, Training.Distill: not null } ? new TrainableNetwork(run.Imported.Model, run.Imported.Types) : null;
        var job = new QuantisationJob(recovered, settings.Quantise, run.Train, manifest.Preprocess, manifest.Augment, settings.Seed)
        {
            Teacher = teacher,
            WeightBits = bits,
            KeepsZeroColumns = settings.Prune.Spatial == SpatialMode.Columns,
            CheckpointFolder = workFolder,
            Progress = TrainingJobs.Reporter(Name, log),
            Reached = (step, network) => ladder.Add(Judge(step, network)),
        };
        var kept = new LastGoodWeights(workFolder, "compress.quantise.finetune");
        using var network = Run(job with { Failed = kept.Keep }, kept, run.Cancellation);
        return new Quantised(network.ToModel(), new QuantisedFacts(network.Quantization, ladder));

        AccuracyStep Judge(string step, QuantizedNetwork network)
        {
            var accuracy = Evaluation.Accuracy(network, run.Validation, manifest.Preprocess, run.Cancellation).Fraction;
            log.Report(Name, 0, 0, accuracy: accuracy, note: step);
            return new AccuracyStep(step, accuracy);
        }
    }

    private static QuantizedNetwork Run(QuantisationJob job, LastGoodWeights kept, CancellationToken cancellation)
    {
        try
        {
            return QuantisationTraining.Run(job, cancellation);
        }
        catch (DiagnosticException failure) when (Finetuner.LeftGoodWeights(failure))
        {
            throw kept.Explain(failure);
        }
    }
}
