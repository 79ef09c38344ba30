namespace BuildCompress.Core.Diagnostics;

// BCMP4nnn: data and training.
public static partial class DiagnosticCatalog
{
}
