using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace BuildCompress.Onnx.Protobuf;

/// <summary>
/// Builds one protobuf message as a list of chunks: large payloads and nested messages are taken over by reference, so that a tensor
/// goes from memory to the file without being copied.
/// </summary>
internal sealed class ProtoWriter
{
    private const int CopyBelow = 1024;

    private readonly List<ReadOnlyMemory<byte>> chunks = [];
    private readonly ArrayBufferWriter<byte> open = new();
    private int taken;

    /// <summary>Length of the message in bytes.</summary>
    public long Length { get; private set; }

    public void Int64(int field, long value)
    {
        Tag(field, WireType.Varint);
        Varint((ulong)value);
    }

    /// <summary>Writes a number, leaving out the default 0 as proto3 does.</summary>
    public void Int64Unless0(int field, long value)
    {
        if (value != 0)
            Int64(field, value);
    }

    public void Float(int field, float value)
    {
        Tag(field, WireType.Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(open.GetSpan(4), value);
        Advance(4);
    }

    public void Text(int field, string value)
    {
        var size = Encoding.UTF8.GetByteCount(value);
        Tag(field, WireType.Bytes);
        Varint((ulong)size);
        Encoding.UTF8.GetBytes(value, open.GetSpan(size));
        Advance(size);
    }

    public void TextUnlessEmpty(int field, string value)
    {
        if (value.Length > 0)
            Text(field, value);
    }

    public void Bytes(int field, ReadOnlyMemory<byte> value)
    {
        Tag(field, WireType.Bytes);
        Varint((ulong)value.Length);
        Raw(value);
    }

    /// <summary>A repeated number, one field each: the ONNX schema declares its lists unpacked.</summary>
    public void Int64s(int field, IReadOnlyList<long> values)
    {
        foreach (var value in values)
            Int64(field, value);
    }

    /// <inheritdoc cref="Int64s"/>
    public void Floats(int field, IReadOnlyList<float> values)
    {
        foreach (var value in values)
            Float(field, value);
    }

    /// <summary>Adds a nested message; <paramref name="message"/> must not be written to afterwards.</summary>
    public void Message(int field, ProtoWriter message)
    {
        Tag(field, WireType.Bytes);
        Varint((ulong)message.Length);
        message.Close();
        foreach (var chunk in message.chunks)
            Raw(chunk);
    }

    /// <summary>Bytes that are complete fields already.</summary>
    public void Raw(ReadOnlyMemory<byte> fields)
    {
        if (fields.Length < CopyBelow)
        {
            open.Write(fields.Span);
        }
        else
        {
            Close();
            chunks.Add(fields);
        }

        Length += fields.Length;
    }

    /// <summary>The whole message as one block.</summary>
    public ReadOnlyMemory<byte> ToMemory()
    {
        if (Length == 0)
            return default;
        Close();
        if (chunks.Count == 1)
            return chunks[0];
        var bytes = new byte[Length];
        var position = 0;
        foreach (var chunk in chunks)
        {
            chunk.CopyTo(bytes.AsMemory(position));
            position += chunk.Length;
        }

        return bytes;
    }

    public void CopyTo(Stream stream)
    {
        Close();
        foreach (var chunk in chunks)
            stream.Write(chunk.Span);
    }

    private void Tag(int field, WireType wire) => Varint(((ulong)field << 3) | (uint)wire);

    private void Varint(ulong value)
    {
        var span = open.GetSpan(10);
        var size = 0;
        for (; value >= 0x80; value >>= 7)
            span[size++] = (byte)(value | 0x80);
        span[size++] = (byte)value;
        Advance(size);
    }

    private void Advance(int count)
    {
        open.Advance(count);
        Length += count;
    }

    // What was written since the last chunk becomes one; the buffer only grows, so earlier slices stay valid.
    private void Close()
    {
        if (open.WrittenCount > taken)
            chunks.Add(open.WrittenMemory[taken..]);
        taken = open.WrittenCount;
    }
}
