using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BuildCompress.Core.Keys;

/// <summary>
/// Collects labelled parts into a <see cref="ContentKey"/>. Each part is framed as kind, label length, label, value length, value, so
/// that no two different sequences of parts give the same bytes; order matters.
/// </summary>
public sealed class ContentKeyBuilder : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <param name="purpose">What the key is for, e.g. the stage; keys of different purposes never meet.</param>
    public ContentKeyBuilder(string purpose) => Add("purpose", purpose);

    private enum Kind : byte
    {
        Text = 1,
        Integer,
        Real,
        Data,
        File,
        Key,
        Settings,
    }

    public ContentKeyBuilder Add(string label, string value) => Append(Kind.Text, label, Encoding.UTF8.GetBytes(value));

    public ContentKeyBuilder Add(string label, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Append(Kind.Integer, label, bytes);
    }

    /// <summary>Adds the IEEE 754 bits: 0.0 and -0.0 differ.</summary>
    public ContentKeyBuilder Add(string label, double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return Append(Kind.Real, label, bytes);
    }

    public ContentKeyBuilder Add(string label, ReadOnlySpan<byte> value) => Append(Kind.Data, label, value);

    public ContentKeyBuilder Add(string label, ContentKey value) => Append(Kind.Key, label, Convert.FromHexString(value.Hex));

    /// <summary>Adds the contents of a file, read as a stream; its name and time do not count.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public ContentKeyBuilder AddFile(string label, string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(stream, digest);
        return Append(Kind.File, label, digest);
    }

    /// <summary>Adds a settings record by its values; places in the manifest (<c>SourceSpan</c>) do not count.</summary>
    public ContentKeyBuilder AddSettings<T>(string label, T settings) =>
        Append(Kind.Settings, label, JsonSerializer.SerializeToUtf8Bytes(settings));

    /// <summary>The key of the parts so far; more may be added afterwards.</summary>
    public ContentKey Build()
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetCurrentHash(digest);
        return ContentKey.FromDigest(digest);
    }

    public void Dispose() => hash.Dispose();

    private ContentKeyBuilder Append(Kind kind, string label, ReadOnlySpan<byte> value)
    {
        var name = Encoding.UTF8.GetBytes(label);
        Span<byte> frame = stackalloc byte[1 + sizeof(int)];
        frame[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame[1..], name.Length);
        hash.AppendData(frame);
        hash.AppendData(name);

        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, value.Length);
        hash.AppendData(length);
        hash.AppendData(value);
        return this;
    }
}
