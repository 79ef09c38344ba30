namespace BuildCompress.Core.Diagnostics;

// BCMP5nnn: measuring on devices.
public static partial class DiagnosticCatalog
{
    public static DiagnosticDescriptor ModelDoesNotRun { get; } = new("BCMP5001", "Model does not run", ExitCode.Device);

    public static DiagnosticDescriptor NotAClassifier { get; } = new("BCMP5002", "Model is no image classifier", ExitCode.ModelNotSupported);
}
