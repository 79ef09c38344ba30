namespace BuildCompress.Core.Diagnostics;

// BCMP5nnn: measuring on devices. 50-09 measuring, 10-19 agents, 20-29 recordings.
public static partial class DiagnosticCatalog
{
    public static DiagnosticDescriptor ModelDoesNotRun { get; } = new("BCMP5001", "Model does not run", ExitCode.Device);

    public static DiagnosticDescriptor NotAClassifier { get; } = new("BCMP5002", "Model is no image classifier", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor NoisyMeasurement { get; } = new("BCMP5003", "Measurement too noisy", ExitCode.Device);

    public static DiagnosticDescriptor MeasurementTimedOut { get; } = new("BCMP5004", "Measurement took too long", ExitCode.Device);

    public static DiagnosticDescriptor MeasurementCrashed { get; } = new("BCMP5005", "Measuring process crashed", ExitCode.Device);

    public static DiagnosticDescriptor MeasurementOutOfMemory { get; } = new("BCMP5006", "Measurement out of memory", ExitCode.Device);

    public static DiagnosticDescriptor WidthNotRunnable { get; } = new("BCMP5007", "Bits that the runtime cannot load", ExitCode.Device);

    public static DiagnosticDescriptor AgentUnreachable { get; } = new("BCMP5010", "Agent unreachable", ExitCode.Device);

    public static DiagnosticDescriptor AgentRefusedToken { get; } = new("BCMP5011", "Agent refused the token", ExitCode.Device);

    public static DiagnosticDescriptor AgentVersionSkew { get; } = new("BCMP5012", "Agent speaks another version", ExitCode.Device);

    public static DiagnosticDescriptor AgentRefusedRequest { get; } = new("BCMP5013", "Agent refused the request", ExitCode.Device);

    public static DiagnosticDescriptor MeasurementLost { get; } = new("BCMP5014", "Measurement lost", ExitCode.Device);

    public static DiagnosticDescriptor UnsafeAgent { get; } = new("BCMP5015", "Agent would be unsafe", ExitCode.Usage);

    public static DiagnosticDescriptor AgentCannotStart { get; } = new("BCMP5016", "Agent cannot start", ExitCode.Device);

    public static DiagnosticDescriptor NotRecorded { get; } = new("BCMP5020", "Model not in the recording", ExitCode.Device);

    public static DiagnosticDescriptor RecordingUnreadable { get; } = new("BCMP5021", "Recording cannot be read", ExitCode.Device);

    public static DiagnosticDescriptor NotVerifiedOnDevice { get; } = new("BCMP5022", "Not verified on its device", ExitCode.Device);

    public static DiagnosticDescriptor NotOneDevice { get; } = new("BCMP5023", "Not one device", ExitCode.Device);
}
