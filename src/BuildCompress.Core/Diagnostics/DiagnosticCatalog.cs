namespace BuildCompress.Core.Diagnostics;

/// <summary>Every diagnostic id with its title and exit code; each has a page in <c>docs/diagnostics</c>.</summary>
public static partial class DiagnosticCatalog
{
}
