namespace BuildCompress.Core.Diagnostics;

// BCMP0nnn: the machine: engines, disk, permissions, processes.
public static partial class DiagnosticCatalog
{
    public static DiagnosticDescriptor ToolNotFound { get; } = new("BCMP0001", "The buildcompress tool is not installed", ExitCode.Unavailable);

    public static DiagnosticDescriptor WorkerDidNotStart { get; } = new("BCMP0002", "The buildcompress tool does not start", ExitCode.Unavailable);

    public static DiagnosticDescriptor VersionSkew { get; } =
        new("BCMP0003", "Tool and package are of different versions", ExitCode.Unavailable, Severity.Warning);

    public static DiagnosticDescriptor ArtifactNotBuilt { get; } = new("BCMP0004", "Artifact not built", ExitCode.Unavailable);

    public static DiagnosticDescriptor EngineUnavailable { get; } = new("BCMP0101", "Native engine unavailable", ExitCode.Unavailable);

    public static DiagnosticDescriptor GraphvizNotFound { get; } = new("BCMP0102", "Graphviz is not installed", ExitCode.Unavailable);

    public static DiagnosticDescriptor GraphvizFailed { get; } = new("BCMP0103", "Graphviz did not draw the picture", ExitCode.Unavailable);
}
