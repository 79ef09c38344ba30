using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Core.Manifests.Syntax;

/// <summary>Parses JSON with comments and trailing commas into nodes that know their places.</summary>
internal static class ManifestParser
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="DiagnosticException">BCMP1015: not JSON.</exception>
    public static ManifestNode Parse(string file, ReadOnlyMemory<byte> text)
    {
        if (text.Span.StartsWith(Encoding.UTF8.Preamble))
            text = text[Encoding.UTF8.Preamble.Length..];
        var positions = new TextPositions(file, text);
        if (!Utf8.IsValid(text.Span))
            throw Malformed(positions.Span(FirstInvalidByte(text.Span), FirstInvalidByte(text.Span)), "The text is not valid UTF-8.");

        try
        {
            var reader = new Utf8JsonReader(text.Span, Options);
            reader.Read();
            var root = ReadValue(ref reader, positions);
            reader.Read();
            return root;
        }
        catch (JsonException error)
        {
            var at = positions.Offset(error.LineNumber ?? 0, error.BytePositionInLine ?? 0);
            throw Malformed(positions.Span(at, at), Cause(error));
        }
    }

    private static ManifestNode ReadValue(ref Utf8JsonReader reader, TextPositions positions)
    {
        var span = Span(ref reader, positions);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return new ManifestNode.Section(ReadFields(ref reader, positions), span);
            case JsonTokenType.StartArray:
                return new ManifestNode.List(ReadItems(ref reader, positions), span);
            case JsonTokenType.String:
                return new ManifestNode.Text(ReadText(ref reader, positions), span);
            case JsonTokenType.Number:
                return new ManifestNode.Number(Encoding.ASCII.GetString(reader.ValueSpan), span);
            case JsonTokenType.True or JsonTokenType.False:
                return new ManifestNode.Flag(reader.GetBoolean(), span);
            default:
                return new ManifestNode.Null(span);
        }
    }

    private static List<ManifestField> ReadFields(ref Utf8JsonReader reader, TextPositions positions)
    {
        var fields = new List<ManifestField>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var (name, span) = (ReadText(ref reader, positions), Span(ref reader, positions));
            reader.Read();
            fields.Add(new ManifestField(name, span, ReadValue(ref reader, positions)));
        }

        return fields;
    }

    private static List<ManifestNode> ReadItems(ref Utf8JsonReader reader, TextPositions positions)
    {
        var items = new List<ManifestNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadValue(ref reader, positions));
        return items;
    }

    private static string ReadText(ref Utf8JsonReader reader, TextPositions positions)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Malformed(Span(ref reader, positions), "The text has an escape \\u that is half of a surrogate pair.");
        }
    }

    private static SourceSpan Span(ref Utf8JsonReader reader, TextPositions positions)
    {
        var start = (int)reader.TokenStartIndex;
        var quotes = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 2 : 0;
        return positions.Span(start, start + reader.ValueSpan.Length + quotes);
    }

    private static int FirstInvalidByte(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            at += length;
        return at;
    }

    /// <summary>The reader's message without the position it appends.</summary>
    private static string Cause(JsonException error)
    {
        var end = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? error.Message : error.Message[..end];
    }

    private static DiagnosticException Malformed(SourceSpan span, string cause) =>
        new(DiagnosticCatalog.ManifestMalformed.At(
            span, $"The manifest is not JSON: {cause}", "Correct the text here or just before; comments and trailing commas are allowed."));
}
