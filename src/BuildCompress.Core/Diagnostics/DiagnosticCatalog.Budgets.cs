namespace BuildCompress.Core.Diagnostics;

// BCMP3nnn: budgets, accuracy, and what verifying the result found.
public static partial class DiagnosticCatalog
{
}
