namespace BuildCompress.Core.Manifests;

/// <summary>A device to ship to: hard budgets and an accuracy limit.</summary>
/// <param name="Name">Unique; a folder name.</param>
/// <param name="Budgets">All hold at once, exactly, or nothing is emitted; at most one of a kind.</param>
/// <param name="MaxAccuracyDrop">Largest loss of validation accuracy against the original, as a fraction (0.02 = 2 points).</param>
/// <param name="Threads">Threads the runtime uses on the device; 1 by default.</param>
/// <param name="Compress">The manifest's settings with this target's overrides applied.</param>
public sealed record Target(
    Located<string> Name, IReadOnlyList<Budget> Budgets, Located<double>? MaxAccuracyDrop, int Threads, CompressSettings Compress)
{
    /// <summary>The agent that needs no set-up: the machine that builds.</summary>
    public const string LocalAgent = "local";

    /// <summary>What measures: <see cref="LocalAgent"/> or the address of an agent on the device.</summary>
    public string Agent { get; init; } = LocalAgent;

    /// <summary>The latency budget; null where there is none.</summary>
    public Budget? Latency => Budgets.FirstOrDefault(b => b.Kind == BudgetKind.Latency);

    /// <summary>How it measures.</summary>
    public MeasureSettings Measure { get; init; } = MeasureSettings.Default;
}
