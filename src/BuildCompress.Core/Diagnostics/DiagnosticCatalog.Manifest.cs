namespace BuildCompress.Core.Diagnostics;

// BCMP1nnn: the manifest.
public static partial class DiagnosticCatalog
{
    public static DiagnosticDescriptor ManifestNotFound { get; } = new("BCMP1001", "Manifest not found", ExitCode.Manifest);

    public static DiagnosticDescriptor UnknownTarget { get; } = new("BCMP1002", "Target not in the manifest", ExitCode.Usage);
}
