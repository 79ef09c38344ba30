using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Keys;
using BuildCompress.Core.Reports;
using BuildCompress.Pipeline.Store;

namespace BuildCompress.Pipeline.Stages;

/// <summary>
/// Emit: verified artifact → files in the output folder. All files are written under temporary names, then all are renamed; the report
/// comes last and names the artifact's content key, so an interrupted run is noticed and completed by the next.
/// </summary>
internal static class EmitStage
{
    /// <summary>Name of the verified artifacts in the store.</summary>
    public const string Artifacts = "artifact";

    /// <summary>File name of the report.</summary>
    public const string ReportName = "report.json";

    /// <summary>File name of the report for people.</summary>
    public const string PageName = "report.md";

    /// <summary>The report in <paramref name="folder"/>, when its artifact is <paramref name="key"/>'s and whole; null otherwise.</summary>
    /// <param name="folder">The output folder, or an entry of the store.</param>
    /// <param name="key">Of the artifact.</param>
    /// <param name="mustBeMeasured">Whether one that its device did not measure will not do, because the device answers now, or it must have.</param>
    public static TargetReport? Present(string folder, ContentKey key, bool mustBeMeasured)
    {
        var path = Path.Combine(folder, ReportName);
        if (!File.Exists(path) || !File.Exists(Path.Combine(folder, PageName)))
            return null;
        try
        {
            var report = ReportFile.Read(path);
            var model = new FileInfo(Path.Combine(folder, report.Model + ".onnx"));
            var isWhole = report.Provenance.ContentKey == key.Hex && model.Exists && model.Length == report.Result.FileBytes;
            return isWhole && (report.Unverified is null || !mustBeMeasured) ? report : null;
        }
        catch (DiagnosticException)
        {
            return null; // Damaged or from another version: written anew.
        }
    }

    /// <summary>Copies the artifact <paramref name="entry"/> of the store to <paramref name="folder"/>.</summary>
    /// <exception cref="DiagnosticException">The folder cannot be written or the disk is full; what lay there is intact.</exception>
    public static TargetReport Run(string entry, string folder) => WriteFailure.Guard(folder, () =>
    {
        Directory.CreateDirectory(folder);
        var report = ReportFile.Read(Path.Combine(entry, ReportName));
        string[] names = [report.Model + ".onnx", PageName, ReportName];
        var suffix = $".{Guid.NewGuid():N}.partial";
        try
        {
            foreach (var name in names)
            {
                File.Copy(Path.Combine(entry, name), Path.Combine(folder, name + suffix));
                File.SetLastWriteTimeUtc(Path.Combine(folder, name + suffix), DateTime.UtcNow);
            }

            foreach (var name in names)
                File.Move(Path.Combine(folder, name + suffix), Path.Combine(folder, name), overwrite: true);
        }
        finally
        {
            foreach (var name in names)
                File.Delete(Path.Combine(folder, name + suffix));
        }

        return report;
    });
}
