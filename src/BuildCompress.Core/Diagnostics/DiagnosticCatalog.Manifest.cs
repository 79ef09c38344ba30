namespace BuildCompress.Core.Diagnostics;

// BCMP1nnn: the manifest.
public static partial class DiagnosticCatalog
{
    public static DiagnosticDescriptor ManifestNotFound { get; } = new("BCMP1001", "Manifest not found", ExitCode.Manifest);
}
