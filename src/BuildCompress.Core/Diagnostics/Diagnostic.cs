namespace BuildCompress.Core.Diagnostics;

/// <summary>One message to a person: what happened, where, and what to do next.</summary>
/// <param name="Id">A <c>BCMPnnnn</c> id of <see cref="DiagnosticCatalog"/>, documented in <c>docs/diagnostics</c>.</param>
/// <param name="Severity">Errors stop the build.</param>
/// <param name="Message">Place and cause in one sentence, without the id.</param>
/// <param name="NextStep">What the reader can do about it.</param>
/// <param name="Span">The place in the manifest or another text file, when there is one.</param>
/// <param name="Node">The graph node concerned, when there is one.</param>
public sealed record Diagnostic(
    string Id, Severity Severity, string Message, string NextStep, SourceSpan? Span = null, string? Node = null)
{
    /// <summary>Canonical form: <c>file(line,column): error BCMP1203: text. Next: step</c>.</summary>
    public override string ToString()
    {
        var place = Span is null ? "buildcompress" : Span.ToString();
        return $"{place}: {Severity.ToString().ToLowerInvariant()} {Id}: {Message} {NextStep}";
    }
}
