using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Keys;
using BuildCompress.Core.Reports;
using BuildCompress.Pipeline.Store;

namespace BuildCompress.Pipeline.Stages;

/// <summary>
/// Emit: verified artifact → files in the output folder. Each file is written under a temporary name and renamed; the report comes last
/// and names the artifact's content key, so an interrupted run is noticed and completed by the next.
/// </summary>
internal static class EmitStage
{
    /// <summary>File name of the report.</summary>
    public const string ReportName = "report.json";

    /// <summary>File name of the report for people.</summary>
    public const string PageName = "report.md";

    /// <summary>The report in <paramref name="folder"/>, when its artifact is <paramref name="key"/>'s and whole; null otherwise.</summary>
    public static TargetReport? Present(string folder, ContentKey key)
    {
        var path = Path.Combine(folder, ReportName);
        if (!File.Exists(path))
            return null;
        try
        {
            var report = ReportFile.Read(path);
            var model = new FileInfo(Path.Combine(folder, report.Model + ".onnx"));
            return report.Provenance.ContentKey == key.Hex && model.Exists && model.Length == report.Result.FileBytes ? report : null;
        }
        catch (DiagnosticException)
        {
            return null; // Damaged or from another version: written anew.
        }
    }

    /// <summary>Copies the artifact <paramref name="entry"/> of the store to <paramref name="folder"/>.</summary>
    /// <exception cref="DiagnosticException">The folder cannot be written or the disk is full; what lay there is intact.</exception>
    public static TargetReport Run(string entry, string folder) => StoreFailure.Guard(folder, () =>
    {
        Directory.CreateDirectory(folder);
        var report = ReportFile.Read(Path.Combine(entry, ReportName));
        foreach (var name in new[] { report.Model + ".onnx", PageName, ReportName })
            Replace(Path.Combine(entry, name), Path.Combine(folder, name));
        return report;
    });

    private static void Replace(string source, string destination)
    {
        var partial = $"{destination}.{Guid.NewGuid():N}.partial";
        try
        {
            File.Copy(source, partial);
            File.SetLastWriteTimeUtc(partial, DateTime.UtcNow);
            File.Move(partial, destination, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
