using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Pipeline.Store;

/// <summary>Puts the file system's failures while writing into words.</summary>
internal static class StoreFailure
{
    private const int NoSpaceUnix = 28;
    private const int ReadOnlyUnix = 30;
    private const int DiskFullWindows = unchecked((int)0x80070070);

    /// <summary>Runs <paramref name="action"/>, which writes below <paramref name="folder"/>.</summary>
    /// <exception cref="DiagnosticException">The disk is full, or the folder cannot be written.</exception>
    public static T Guard<T>(string folder, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (UnauthorizedAccessException failure)
        {
            throw NotWritable(folder, failure);
        }
        catch (IOException failure) when (failure.HResult == ReadOnlyUnix)
        {
            throw NotWritable(folder, failure);
        }
        catch (IOException failure) when (failure.HResult is NoSpaceUnix or DiskFullWindows)
        {
            throw new DiagnosticException(
                DiagnosticCatalog.DiskFull.At(
                    new SourceSpan(folder), $"The disk that holds '{folder}' is full; nothing was left half-written.",
                    "Free some space or choose another folder, then build again: finished stages are reused."),
                failure);
        }
    }

    private static DiagnosticException NotWritable(string folder, Exception failure) => new(
        DiagnosticCatalog.FolderNotWritable.At(
            new SourceSpan(folder), $"'{folder}' cannot be written: {failure.Message}",
            "Make the folder writable or choose another one (--output, --store, or BuildCompressOutputPath)."),
        failure);
}
