using System.Text;
using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Core.Manifests.Syntax;

/// <summary>Turns byte offsets of a UTF-8 text into lines and columns, both from 1; a column counts UTF-16 units, as editors do.</summary>
internal sealed class TextPositions
{
    private readonly string file;
    private readonly ReadOnlyMemory<byte> text;
    private readonly List<int> lineStarts = [0];

    public TextPositions(string file, ReadOnlyMemory<byte> text)
    {
        this.file = file;
        this.text = text;
        var bytes = text.Span;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\n')
                lineStarts.Add(i + 1);
        }
    }

    /// <summary>The span of the bytes <paramref name="start"/> to <paramref name="end"/> (exclusive).</summary>
    public SourceSpan Span(int start, int end)
    {
        var (line, column) = Position(start);
        var (endLine, endColumn) = Position(end);
        return new SourceSpan(file, line, column, endLine, endColumn);
    }

    /// <summary>Offset of a byte of a line, both from 0, as <see cref="System.Text.Json.JsonException"/> counts.</summary>
    public int Offset(long line, long byteInLine) =>
        (int)Math.Min(text.Length, lineStarts[(int)Math.Min(line, lineStarts.Count - 1)] + byteInLine);

    private (int Line, int Column) Position(int offset)
    {
        var index = lineStarts.BinarySearch(offset);
        var line = index >= 0 ? index : ~index - 1;
        return (line + 1, Encoding.UTF8.GetCharCount(text.Span[lineStarts[line]..offset]) + 1);
    }
}
