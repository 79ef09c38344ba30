namespace BuildCompress.Core.Diagnostics;

// BCMP3nnn: budgets, accuracy, and what verifying the result found.
public static partial class DiagnosticCatalog
{
    public static DiagnosticDescriptor BudgetImpossible { get; } = new("BCMP3001", "Budget impossible", ExitCode.BudgetNotMet);

    public static DiagnosticDescriptor AccuracyMissed { get; } = new("BCMP3002", "Accuracy limit missed", ExitCode.BudgetNotMet);

    public static DiagnosticDescriptor BudgetMissed { get; } = new("BCMP3003", "Budget missed by the artifact", ExitCode.BudgetNotMet);

    public static DiagnosticDescriptor NotFused { get; } = new("BCMP3004", "Quantised operator stays float", ExitCode.BudgetNotMet);

    public static DiagnosticDescriptor LatencyMissed { get; } = new("BCMP3012", "Latency budget missed on the device", ExitCode.BudgetNotMet);

    public static DiagnosticDescriptor ActivationsUnknown { get; } = new("BCMP3011", "Activation memory unknown", ExitCode.BudgetNotMet);
}
