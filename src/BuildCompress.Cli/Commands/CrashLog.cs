using System.Globalization;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Pipeline;

namespace BuildCompress.Cli.Commands;

/// <summary>Keeps the details of a failure nobody foresaw in a file, so that people see one line.</summary>
internal static class CrashLog
{
    /// <summary>Writes the log and gives the diagnostic that names it.</summary>
    public static Diagnostic Write(Exception error)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"buildcompress-{DateTime.UtcNow:yyyyMMdd-HHmmss}-{Environment.ProcessId}.log");
        var path = Path.Combine(Path.GetTempPath(), name);
        string where;
        try
        {
            File.WriteAllText(path, $"buildcompress {ToolVersion.Current}\n{Environment.OSVersion}\n{Environment.CommandLine}\n\n{error}\n");
            where = $"The details are in {path}.";
        }
        catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
        {
            where = $"The details could not be written to {path}.";
        }

        return DiagnosticCatalog.UnexpectedFailure.Because(
            $"Unexpected failure: {error.Message.ReplaceLineEndings(" ")}", $"{where} Please report it with that file.");
    }
}
