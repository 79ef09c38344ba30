namespace BuildCompress.Core.Diagnostics;

// BCMP9nnn: our own mistakes.
public static partial class DiagnosticCatalog
{
    public static DiagnosticDescriptor UnexpectedFailure { get; } = new("BCMP9001", "Unexpected failure", ExitCode.Internal);
}
