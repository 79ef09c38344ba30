namespace BuildCompress.Core.Diagnostics;

// BCMP1nnn: the manifest.
public static partial class DiagnosticCatalog
{
    public static DiagnosticDescriptor ManifestNotFound { get; } = new("BCMP1001", "Manifest not found", ExitCode.Manifest);

    public static DiagnosticDescriptor UnknownTarget { get; } = new("BCMP1002", "Target not in the manifest", ExitCode.Usage);

    public static DiagnosticDescriptor UnknownField { get; } = new("BCMP1003", "Unknown field", ExitCode.Manifest);

    public static DiagnosticDescriptor DuplicateField { get; } = new("BCMP1004", "Field given twice", ExitCode.Manifest);

    public static DiagnosticDescriptor MissingField { get; } = new("BCMP1005", "Missing field", ExitCode.Manifest);

    public static DiagnosticDescriptor WrongType { get; } = new("BCMP1006", "Wrong type of value", ExitCode.Manifest);

    public static DiagnosticDescriptor ValueOutOfRange { get; } = new("BCMP1007", "Value out of range", ExitCode.Manifest);

    public static DiagnosticDescriptor UnknownChoice { get; } = new("BCMP1008", "Unknown choice", ExitCode.Manifest);

    public static DiagnosticDescriptor MalformedQuantity { get; } = new("BCMP1009", "Malformed quantity", ExitCode.Manifest);

    public static DiagnosticDescriptor UnsupportedVersion { get; } = new("BCMP1010", "Unsupported manifest version", ExitCode.Manifest);

    public static DiagnosticDescriptor InvalidTargetName { get; } = new("BCMP1011", "Invalid target name", ExitCode.Manifest);

    public static DiagnosticDescriptor DuplicateTarget { get; } = new("BCMP1012", "Target given twice", ExitCode.Manifest);

    public static DiagnosticDescriptor FileMissing { get; } = new("BCMP1013", "File or folder missing", ExitCode.Manifest);

    public static DiagnosticDescriptor SettingsContradict { get; } = new("BCMP1014", "Settings contradict each other", ExitCode.Manifest);

    public static DiagnosticDescriptor ManifestMalformed { get; } = new("BCMP1015", "Manifest is not JSON", ExitCode.Manifest);

    public static DiagnosticDescriptor ArtifactClash { get; } = new("BCMP1016", "Two manifests make the same artifact", ExitCode.Manifest);
}
