namespace BuildCompress.Core.Diagnostics;

// BCMP0nnn: the machine: engines, disk, permissions, processes.
public static partial class DiagnosticCatalog
{
    public static DiagnosticDescriptor EngineUnavailable { get; } = new("BCMP0101", "Native engine unavailable", ExitCode.Unavailable);
}
