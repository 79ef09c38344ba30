using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Cli.Commands;

/// <summary>Writing where the user asked to.</summary>
internal static class FileOutput
{
    /// <exception cref="DiagnosticException">The place cannot be written.</exception>
    public static void Guard(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(
                DiagnosticCatalog.FolderNotWritable.In(path, $"It cannot be written: {error.Message}", "Choose another place, or free this one."), error);
        }
    }
}
