namespace BuildCompress.Core.Diagnostics;

// BCMP5nnn: measuring on devices.
public static partial class DiagnosticCatalog
{
}
