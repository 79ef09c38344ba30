using System.Net;

namespace BuildCompress.Onnx.Drawing;

/// <summary>Quotes text for Graphviz.</summary>
internal static class DotText
{
    /// <summary>For an HTML-like label or one of its attributes; lines stay lines in a hover title.</summary>
    public static string Html(string text) => WebUtility.HtmlEncode(text).Replace("\n", "&#10;", StringComparison.Ordinal);

    /// <summary>A quoted DOT string, taken literally but for line ends.</summary>
    public static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
