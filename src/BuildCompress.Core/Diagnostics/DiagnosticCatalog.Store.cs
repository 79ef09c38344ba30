namespace BuildCompress.Core.Diagnostics;

// BCMP6nnn: the store of intermediate results, and reports.
public static partial class DiagnosticCatalog
{
    public static DiagnosticDescriptor ReportUnreadable { get; } = new("BCMP6101", "Report cannot be read", ExitCode.Store);
}
