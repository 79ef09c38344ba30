namespace BuildCompress.Core.Reports;

/// <summary>Share of validation samples classified correctly, 0..1.</summary>
/// <param name="Samples">Number of validation samples.</param>
/// <param name="Original">The model as given.</param>
/// <param name="Result">The emitted model, run by the runtime that will run it on the device.</param>
/// <param name="AllowedDrop">Largest loss the target allows, as a fraction; absent when it sets no limit.</param>
/// <param name="Ladder">Accuracy after each step on the way, e.g. <c>cut</c>, <c>batch-norm</c>, <c>finetune</c>, <c>quantise</c>.</param>
public sealed record AccuracyReport(
    long Samples, double Original, double Result, double? AllowedDrop, IReadOnlyList<AccuracyStep> Ladder);
