namespace BuildCompress.Core.Diagnostics;

// BCMP2nnn: the ONNX model.
public static partial class DiagnosticCatalog
{
    public static DiagnosticDescriptor ModelUnreadable { get; } = new("BCMP2001", "Model cannot be read", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor ModelCorrupt { get; } = new("BCMP2002", "Not a valid ONNX model", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor TensorInvalid { get; } = new("BCMP2003", "Invalid tensor", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor ExternalDataUnusable { get; } = new("BCMP2004", "External data cannot be used", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor GraphInvalid { get; } = new("BCMP2005", "Invalid graph", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor OpsetNotSupported { get; } = new("BCMP2010", "Operator set not supported", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor OperatorNotSupported { get; } = new("BCMP2011", "Operator not supported", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor NotOneImageInput { get; } = new("BCMP2012", "Not one image as input", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor NotOneClassOutput { get; } = new("BCMP2013", "Not one score per class as output", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor NotConvolutional { get; } = new("BCMP2014", "No convolution to compress", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor ShapeUnknown { get; } = new("BCMP2015", "Shape cannot be inferred", ExitCode.ModelNotSupported);

    public static DiagnosticDescriptor BlockNotMergeable { get; } =
        new("BCMP2017", "Branches cannot be merged", ExitCode.ModelNotSupported, Severity.Warning);

    public static DiagnosticDescriptor WeightsNotFinite { get; } = new("BCMP2016", "Weights are not finite", ExitCode.ModelNotSupported);
}
