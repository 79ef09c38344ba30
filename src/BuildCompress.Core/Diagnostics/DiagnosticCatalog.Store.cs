namespace BuildCompress.Core.Diagnostics;

// BCMP6nnn: the store of intermediate results, and reports.
public static partial class DiagnosticCatalog
{
    public static DiagnosticDescriptor ReportUnreadable { get; } = new("BCMP6101", "Report cannot be read", ExitCode.Store);

    public static DiagnosticDescriptor DiskFull { get; } = new("BCMP6001", "Disk full", ExitCode.Store);

    public static DiagnosticDescriptor FolderNotWritable { get; } = new("BCMP6002", "Folder cannot be written", ExitCode.Store);
}
