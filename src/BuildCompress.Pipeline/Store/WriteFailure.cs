using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Pipeline.Store;

/// <summary>
/// Puts the file system's failures while writing into words. What is guarded must read the user's own files by ways that put theirs into
/// words themselves (<see cref="InputFailure"/>): every other failure is taken for one of the place written to.
/// </summary>
public static class WriteFailure
{
    // ENOSPC; EDQUOT of Linux and of macOS; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.
    private static readonly int[] NoSpace = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>Runs <paramref name="action"/>, which writes at or below <paramref name="place"/>.</summary>
    /// <exception cref="DiagnosticException">The disk is full, or the place cannot be written.</exception>
    public static T Guard<T>(string place, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (IOException failure) when (NoSpace.Contains(failure.HResult))
        {
            throw new DiagnosticException(
                DiagnosticCatalog.DiskFull.In(
                    place, $"The disk that holds '{place}' is full; nothing was left half-written.",
                    "Free some space or choose another place, then run again: finished stages are reused."),
                failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(
                DiagnosticCatalog.FolderNotWritable.In(
                    place, $"'{place}' cannot be written: {failure.Message}",
                    "Make it writable or choose another place (--output, --store, or BuildCompressOutputPath, BuildCompressCacheDir)."),
                failure);
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    public static void Guard(string place, Action action) => Guard(place, () =>
    {
        action();
        return true;
    });
}
