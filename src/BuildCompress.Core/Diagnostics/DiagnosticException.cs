namespace BuildCompress.Core.Diagnostics;

/// <summary>A user's mistake or a failure of the outside world, already put into words; shown without a stack trace.</summary>
public sealed class DiagnosticException(IReadOnlyList<Diagnostic> diagnostics, Exception? inner = null)
    : Exception(string.Join(Environment.NewLine, diagnostics), inner)
{
    public DiagnosticException(Diagnostic diagnostic, Exception? inner = null)
        : this([diagnostic], inner)
    {
    }

    /// <summary>At least one error, in the order found.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;
}
