using BuildCompress.Core.Diagnostics;
using Spectre.Console;

namespace BuildCompress.Cli.Output;

/// <summary>A diagnostic for people: MSBuild's form, then the line concerned with the place marked.</summary>
internal static class DiagnosticText
{
    public static void Write(Diagnostic diagnostic, IAnsiConsole console)
    {
        var colour = diagnostic.Severity switch { Severity.Error => "red", Severity.Warning => "yellow", _ => "blue" };
        var place = diagnostic.Span is null ? "buildcompress" : Relative(diagnostic.Span).ToString();
        var severity = diagnostic.Severity.ToString().ToLowerInvariant();
        Line(console, $"{Markup.Escape(place)}: [{colour}]{severity} {diagnostic.Id}[/]: {Markup.Escape($"{diagnostic.Message} {diagnostic.NextStep}")}");
        if (diagnostic.Span is { Line: > 0 } span && SourceLine(span) is { } text)
        {
            Line(console, $"  [grey]{span.Line,4} |[/] {Markup.Escape(text)}");
            Line(console, $"       [grey]|[/] {Indent(text, span)}[{colour}]{new string('^', MarkLength(text, span))}[/]");
        }
    }

    /// <summary>One line whatever its length: a wrapped diagnostic cannot be searched for or clicked.</summary>
    private static void Line(IAnsiConsole console, string markup)
    {
        var width = console.Profile.Width;
        console.Profile.Width = int.MaxValue / 2;
        console.MarkupLine(markup);
        console.Profile.Width = width;
    }

    private static SourceSpan Relative(SourceSpan span)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, span.File);
        return relative.StartsWith("..", StringComparison.Ordinal) ? span : span with { File = relative };
    }

    private static string? SourceLine(SourceSpan span)
    {
        try
        {
            return File.ReadLines(span.File).ElementAtOrDefault(span.Line - 1) is { Length: <= 200 } text ? text : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>White space as wide as the text before the place: tabs stay tabs.</summary>
    private static string Indent(string text, SourceSpan span) =>
        string.Concat(text.Take(span.Column - 1).Select(c => c == '\t' ? '\t' : ' '));

    private static int MarkLength(string text, SourceSpan span)
    {
        var end = span.EndLine == span.Line ? span.EndColumn : text.Length + 1;
        return Math.Clamp(end - span.Column, 1, Math.Max(1, text.Length + 1 - span.Column));
    }
}
