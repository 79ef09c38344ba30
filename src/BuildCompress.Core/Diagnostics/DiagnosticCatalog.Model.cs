namespace BuildCompress.Core.Diagnostics;

// BCMP2nnn: the ONNX model.
public static partial class DiagnosticCatalog
{
    public static DiagnosticDescriptor ModelUnreadable { get; } = new("BCMP2001", "Model cannot be read", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor ModelCorrupt { get; } = new("BCMP2002", "Not a valid ONNX model", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor TensorInvalid { get; } = new("BCMP2003", "Invalid tensor", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor ExternalDataUnusable { get; } = new("BCMP2004", "External data cannot be used", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor GraphInvalid { get; } = new("BCMP2005", "Invalid graph", ExitCode.ModelNotSupported);
}
