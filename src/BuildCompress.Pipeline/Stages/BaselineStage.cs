namespace BuildCompress.Pipeline.Stages;

/// <summary>Before Verify: accuracy of the model as given, by the runtime, for all targets once.</summary>
internal static class BaselineStage
{
    public static double Run(RunContext run) => RuntimeAccuracy.Of(
        run.Original.AsOneFile(), run.Validation, run.Manifest.Preprocess, run.Threads, run.Cancellation).Fraction;
}
