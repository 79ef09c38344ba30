namespace BuildCompress.Core.Protocol;

/// <summary>How far a target has come.</summary>
/// <param name="Target">Name of the target.</param>
/// <param name="Stage">Name of the stage, e.g. <c>Recover</c>.</param>
/// <param name="Step">Steps done in this stage.</param>
/// <param name="Steps">Steps in all; 0 when unknown.</param>
/// <param name="Loss">Running training loss, while training.</param>
/// <param name="Accuracy">Latest accuracy, 0..1, when one was taken.</param>
/// <param name="RemainingSeconds">Estimated time to the end of the stage.</param>
/// <param name="Note">A short remark, e.g. <c>reused</c> when the store had the result.</param>
public sealed record ProgressEvent(
    string Target, string Stage, long Step, long Steps, double? Loss = null, double? Accuracy = null,
    double? RemainingSeconds = null, string? Note = null) : WorkerEvent;
