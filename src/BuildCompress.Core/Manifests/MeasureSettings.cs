namespace BuildCompress.Core.Manifests;

/// <summary>How a target's device measures.</summary>
/// <param name="MaxNoise">Largest half-width of the latency's 95 % interval, as a fraction of it; a noisier result is refused.</param>
/// <param name="WarmUp">Runs before anything is timed, at least.</param>
/// <param name="Blocks">Rounds over all models, at least.</param>
/// <param name="Parallel">Whether the runtime runs independent branches of the graph at the same time.</param>
/// <param name="Recording">Answers where the device cannot be reached; full path.</param>
public sealed record MeasureSettings(double MaxNoise, int WarmUp, int Blocks, bool Parallel, Located<string>? Recording)
{
    /// <summary>What holds when nothing is said.</summary>
    public static MeasureSettings Default { get; } = new(0.02, 3, 8, false, null);
}
