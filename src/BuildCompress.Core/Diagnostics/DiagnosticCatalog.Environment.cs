namespace BuildCompress.Core.Diagnostics;

// BCMP0nnn: the machine: engines, disk, permissions, processes.
public static partial class DiagnosticCatalog
{
}
