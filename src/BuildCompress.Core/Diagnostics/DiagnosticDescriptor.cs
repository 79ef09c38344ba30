namespace BuildCompress.Core.Diagnostics;

/// <summary>A kind of diagnostic: its id, what it is called, and how the command exits because of it.</summary>
/// <param name="Id"><c>BCMPnnnn</c>; never reused for another meaning.</param>
/// <param name="Title">Heading of its page in <c>docs/diagnostics</c>; a noun phrase or short sentence without a full stop.</param>
/// <param name="ExitCode">Exit code of the command when this is the first error.</param>
/// <param name="Severity">Severity of the diagnostics made from it.</param>
public sealed record DiagnosticDescriptor(string Id, string Title, ExitCode ExitCode, Severity Severity = Severity.Error)
{
    /// <summary>A diagnostic about a place in a text file.</summary>
    public Diagnostic At(SourceSpan span, string message, string nextStep) => new(Id, Severity, message, nextStep, span);

    /// <summary>A diagnostic about a file as a whole.</summary>
    public Diagnostic In(string file, string message, string nextStep) => At(new SourceSpan(file), message, nextStep);

    /// <summary>A diagnostic about a node of the model in <paramref name="file"/>.</summary>
    public Diagnostic ForNode(string node, string message, string nextStep, string? file = null) =>
        new(Id, Severity, message, nextStep, file is null ? null : new SourceSpan(file), node);

    /// <summary>A diagnostic about no file in particular.</summary>
    public Diagnostic Because(string message, string nextStep) => new(Id, Severity, message, nextStep);
}
