using BuildCompress.Core.Manifests;
using BuildCompress.Core.Reports;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
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
    /// <param name="run">Data and settings.</param>
    /// <param name="settings">The target's settings.</param>
    /// <param name="workFolder">Keeps the checkpoint of an interrupted run.</param>
    /// <param name="log">Hears of progress.</param>
    public static Quantised Run(Model recovered, RunContext run, CompressSettings settings, string workFolder, StageLog log)
    {
        var (manifest, quantise) = (run.Manifest, settings.Quantise);
        var folded = QuantizableForm.Of(recovered);
        var types = ShapeInference.Infer(folded);
        var plan = QuantizationPlanner.Plan(folded, types);
        var samples = run.Train.Sample(quantise.CalibrationSamples, settings.Seed);
        using var network = QuantizedNetwork.Calibrate(
            folded, types, plan, new LsqQuantizer(), samples, manifest.Preprocess, run.Cancellation);
        if (settings.Prune.Spatial == SpatialMode.Columns)
            network.KeepZeroColumns();
        var ladder = new List<AccuracyStep> { Judge("calibrate") };

        if (quantise.Training.Epochs > 0)
        {
            using var teacher = quantise.Training.Distill is null ? null : new TrainableNetwork(run.Imported.Model, run.Imported.Types);
            var job = TrainingJobs.Of(run, quantise.Training, settings.Seed, teacher, Path.Combine(workFolder, "quantise.checkpoint"), Name, log);
            Finetuner.Run(network, job, run.Cancellation);
            ladder.Add(Judge("quantise"));
        }

        return new Quantised(network.ToModel(), new QuantisedFacts(network.Quantization, ladder));

        AccuracyStep Judge(string step)
        {
            var accuracy = Evaluation.Accuracy(network, run.Validation, manifest.Preprocess, run.Cancellation).Fraction;
            log.Report(Name, 0, 0, accuracy: accuracy, note: step);
            return new AccuracyStep(step, accuracy);
        }
    }
}
