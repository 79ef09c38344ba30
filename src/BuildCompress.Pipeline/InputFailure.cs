using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;

namespace BuildCompress.Pipeline;

/// <summary>Puts failures to read the model or the data into words, at the place of the manifest that names them.</summary>
internal static class InputFailure
{
    /// <exception cref="DiagnosticException">BCMP2001.</exception>
    public static T GuardModel<T>(Located<string> path, Func<T> read) => Guard(DiagnosticCatalog.ModelUnreadable, path, read);

    /// <exception cref="DiagnosticException">BCMP4002.</exception>
    public static T GuardData<T>(Located<string> path, Func<T> read) => Guard(DiagnosticCatalog.DataUnreadable, path, read);

    private static T Guard<T>(DiagnosticDescriptor descriptor, Located<string> path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(
                descriptor.At(path.Span, $"'{path.Value}' cannot be read: {failure.Message}", "Check the file and its permissions."), failure);
        }
    }
}
