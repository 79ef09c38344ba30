using BuildCompress.Core.Diagnostics;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace BuildCompress.MSBuild;

/// <summary>Shows diagnostics in the build's error list, each with its place and a link to its page.</summary>
/// <param name="log">The task's log.</param>
/// <param name="documentationFolder">Folder with a page <c>BCMPnnnn.md</c> per diagnostic; the package ships them.</param>
internal sealed class DiagnosticLog(TaskLoggingHelper log, string documentationFolder)
{
    public void Write(Diagnostic diagnostic)
    {
        var place = diagnostic.Span ?? new SourceSpan("");
        var node = diagnostic.Node is null ? "" : $"Node '{diagnostic.Node}': ";
        var text = $"{node}{diagnostic.Message} {diagnostic.NextStep}";
        switch (diagnostic.Severity)
        {
            case Severity.Error:
                log.LogError(
                    null, diagnostic.Id, null, PageOf(diagnostic.Id), place.File, place.Line, place.Column, place.EndLine, place.EndColumn, "{0}", text);
                break;
            case Severity.Warning:
                log.LogWarning(
                    null, diagnostic.Id, null, PageOf(diagnostic.Id), place.File, place.Line, place.Column, place.EndLine, place.EndColumn, "{0}", text);
                break;
            default:
                log.LogMessage(
                    null, diagnostic.Id, null, place.File, place.Line, place.Column, place.EndLine, place.EndColumn, MessageImportance.High, "{0}", text);
                break;
        }
    }

    private string? PageOf(string id)
    {
        var page = Path.Combine(documentationFolder, id + ".md");
        return File.Exists(page) ? new Uri(page).AbsoluteUri : null;
    }
}
