namespace BuildCompress.Core.Diagnostics;

// BCMP5nnn: measuring on devices.
public static partial class DiagnosticCatalog
{
    public static DiagnosticDescriptor ModelDoesNotRun { get; } = new("BCMP5001", "Model does not run", ExitCode.Device);

    public static DiagnosticDescriptor NotAClassifier { get; } = new("BCMP5002", "Model is no image classifier", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor NoisyMeasurement { get; } = new("BCMP5003", "Measurement too noisy", ExitCode.Device);

    public static DiagnosticDescriptor MeasurementTimedOut { get; } = new("BCMP5004", "Measurement took too long", ExitCode.Device);

    public static DiagnosticDescriptor MeasurementCrashed { get; } = new("BCMP5005", "Measuring process crashed", ExitCode.Device);

    public static DiagnosticDescriptor MeasurementOutOfMemory { get; } = new("BCMP5006", "Measurement out of memory", ExitCode.Device);
}
