using System.Buffers.Binary;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Import;

/// <summary>The numbers of a TensorProto that are stored in typed fields (<c>float_data</c>, <c>int32_data</c>…) instead of <c>raw_data</c>.</summary>
internal sealed class TypedData
{
    private readonly List<(int Field, WireType Wire, ReadOnlyMemory<byte> Proto)> parts = [];

    /// <summary>Adds one field of the message, tag included; a list may be split over many.</summary>
    public void Add(int field, WireType wire, ReadOnlyMemory<byte> proto) => parts.Add((field, wire, proto));

    /// <summary>The elements as <see cref="ConstantTensor.Bytes"/>; <paramref name="size"/> is what the shape asks for.</summary>
    public ReadOnlyMemory<byte> Convert(string tensor, ElementType element, long size)
    {
        if (element == ElementType.String)
            return Concatenate();
        if (size == 0)
            return default;
        if (parts.Count == 1 && parts[0].Wire == WireType.Bytes && IsFixed(parts[0].Field))
            return Payload(parts[0].Proto); // little-endian already: no copy

        // Every element takes at least one byte of the file, at most 16 bytes here: a claim beyond that is false.
        var present = 0L;
        foreach (var part in parts)
            present += part.Proto.Length;
        if (size / 16 > present)
            throw MalformedModelException.Tensor($"tensor '{tensor}' claims {size} bytes where the file holds {present}");

        var bytes = new byte[size];
        var position = 0;
        foreach (var (field, wire, proto) in parts)
        {
            if (IsFixed(field))
                position = CopyFixed(tensor, wire, proto, bytes, position);
            else
                position = CopyVarints(tensor, wire, proto, bytes, position, Math.Max(1, element.Bits() / 8));
        }

        return bytes.AsMemory(0, position);
    }

    private static bool IsFixed(int field) => field is Fields.Tensor.FloatData or Fields.Tensor.DoubleData;

    private static int CopyFixed(string tensor, WireType wire, ReadOnlyMemory<byte> proto, byte[] bytes, int position)
    {
        var payload = (wire == WireType.Bytes ? Payload(proto) : proto[^(wire == WireType.Fixed64 ? 8 : 4)..]).Span;
        if (payload.Length > bytes.Length - position)
            throw TooMany(tensor);
        payload.CopyTo(bytes.AsSpan(position));
        return position + payload.Length;
    }

    private static int CopyVarints(string tensor, WireType wire, ReadOnlyMemory<byte> proto, byte[] bytes, int position, int width)
    {
        var numbers = new ProtoReader(wire == WireType.Bytes ? Payload(proto) : proto);
        if (wire != WireType.Bytes)
            numbers.Next();
        Span<byte> number = stackalloc byte[8];
        while (!numbers.AtEnd)
        {
            if (width > 8 || bytes.Length - position < width)
                throw TooMany(tensor);
            BinaryPrimitives.WriteUInt64LittleEndian(number, numbers.Varint());
            number[..width].CopyTo(bytes.AsSpan(position));
            position += width;
        }

        return position;
    }

    private static ReadOnlyMemory<byte> Payload(ReadOnlyMemory<byte> proto)
    {
        var reader = new ProtoReader(proto);
        reader.Next();
        return reader.Bytes();
    }

    private ReadOnlyMemory<byte> Concatenate()
    {
        var all = new ProtoWriter();
        foreach (var part in parts)
            all.Raw(part.Proto);
        return all.ToMemory();
    }

    private static MalformedModelException TooMany(string tensor) =>
        MalformedModelException.Tensor($"tensor '{tensor}' holds more numbers than its shape says");
}
