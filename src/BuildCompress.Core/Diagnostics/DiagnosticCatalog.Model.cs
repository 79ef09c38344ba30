namespace BuildCompress.Core.Diagnostics;

// BCMP2nnn: the ONNX model.
public static partial class DiagnosticCatalog
{
}
