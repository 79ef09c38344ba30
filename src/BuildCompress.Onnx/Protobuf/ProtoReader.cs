using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace BuildCompress.Onnx.Protobuf;

/// <summary>
/// Reads the fields of one protobuf message in place: payloads are slices of <paramref name="message"/>, nothing is copied, and no
/// length is believed before it is checked against the bytes that are there.
/// </summary>
internal ref struct ProtoReader(ReadOnlyMemory<byte> message)
{
    private readonly ReadOnlyMemory<byte> message = message;
    private readonly ReadOnlySpan<byte> span = message.Span;
    private int position;
    private int start;

    /// <summary>Number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Layout of the current field.</summary>
    public WireType Wire { get; private set; }

    /// <summary>Whether the whole message has been read.</summary>
    public readonly bool AtEnd => position >= span.Length;

    /// <summary>Moves to the next field, which must then be read or skipped; false at the end of the message.</summary>
    public bool Next()
    {
        if (AtEnd)
            return false;
        start = position;
        var tag = Varint();
        Field = (int)Math.Min(tag >> 3, int.MaxValue);
        Wire = (WireType)(tag & 7);
        if (Field is 0 or > 536_870_911 || Wire is not (WireType.Varint or WireType.Fixed64 or WireType.Bytes or WireType.Fixed32))
            throw Bad("no field begins here");
        return true;
    }

    /// <summary>Skips the current field and returns all its bytes, tag included.</summary>
    public ReadOnlyMemory<byte> Skip()
    {
        switch (Wire)
        {
            case WireType.Varint:
                Varint();
                break;
            case WireType.Fixed64:
                Take(8);
                break;
            case WireType.Fixed32:
                Take(4);
                break;
            default:
                Bytes();
                break;
        }

        return message[start..position];
    }

    /// <summary>A varint as a signed number (int32, int64, enum).</summary>
    public long Int64()
    {
        Expect(WireType.Varint);
        return (long)Varint();
    }

    public float Float()
    {
        Expect(WireType.Fixed32);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(4));
    }

    /// <summary>The payload of a string, bytes, message or packed field.</summary>
    public ReadOnlyMemory<byte> Bytes()
    {
        Expect(WireType.Bytes);
        var length = Varint();
        if (length > (ulong)(span.Length - position))
            throw Bad($"a field claims {length} bytes where {span.Length - position} are left");
        position += (int)length;
        return message.Slice(position - (int)length, (int)length);
    }

    public string Text() => Encoding.UTF8.GetString(Bytes().Span);

    /// <summary>Appends the current field of a <c>repeated int64</c>, packed or not.</summary>
    public void Int64s(List<long> values)
    {
        if (Wire == WireType.Varint)
        {
            values.Add((long)Varint());
            return;
        }

        var packed = new ProtoReader(Bytes());
        while (!packed.AtEnd)
            values.Add((long)packed.Varint());
    }

    /// <summary>Appends the current field of a <c>repeated float</c>, packed or not.</summary>
    public void Floats(List<float> values)
    {
        if (Wire == WireType.Fixed32)
        {
            values.Add(Float());
            return;
        }

        var packed = Bytes().Span;
        if (packed.Length % 4 != 0)
            throw Bad("a list of floats ends in the middle of one");
        values.AddRange(MemoryMarshal.Cast<byte, float>(packed));
    }

    /// <summary>The next varint, whatever field it belongs to (also inside packed lists).</summary>
    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (position >= span.Length)
                throw Bad("the file ends in the middle of a number");
            var part = span[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw Bad("a number is longer than 64 bits");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (span.Length - position < count)
            throw Bad("the file ends in the middle of a number");
        position += count;
        return span.Slice(position - count, count);
    }

    private readonly void Expect(WireType wire)
    {
        if (Wire != wire)
            throw Bad($"field {Field} is stored as {Wire} where {wire} belongs");
    }

    private readonly MalformedModelException Bad(string cause)
    {
        var origin = MemoryMarshal.TryGetArray(message, out var segment) ? segment.Offset : 0;
        return MalformedModelException.Corrupt($"at byte {origin + start}, {cause}");
    }
}
