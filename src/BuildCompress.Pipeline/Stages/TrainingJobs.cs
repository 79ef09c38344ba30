using BuildCompress.Core.Manifests;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Turns a manifest's training settings into a job that reports to a stage's log.</summary>
internal static class TrainingJobs
{
    public static FinetuneJob Of(
        RunContext run, FinetuneSettings settings, int seed, INetwork? teacher, string checkpoint, string stage, StageLog log) =>
        new(run.Train, settings, run.Manifest.Preprocess, run.Manifest.Augment, seed)
        {
            Teacher = teacher,
            Checkpoint = checkpoint,
            Progress = Reporter(stage, log),
        };

    /// <summary>Tells the log how training gets on.</summary>
    public static IProgress<TrainingProgress> Reporter(string stage, StageLog log) => new LogReporter(stage, log);

    private sealed class LogReporter(string stage, StageLog log) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            log.Report(stage, value.Step, value.Steps, value.Loss, value.Accuracy.Fraction, value.Eta.TotalSeconds);
    }
}
