using System.Text;

namespace BuildCompress.Tests.Onnx;

/// <summary>The fields of a protobuf message as they lie in the file, read without the library under test.</summary>
internal sealed class WireMessage
{
    private readonly List<(int Number, byte[] Payload)> fields = [];

    public WireMessage(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var key = Number(ref bytes);
            var length = (key & 7) switch
            {
                0 => NumberLength(bytes),
                1 => 8,
                2 => (int)Number(ref bytes),
                5 => 4,
                _ => throw new FormatException($"wire type {key & 7}"),
            };
            fields.Add(((int)(key >> 3), bytes[..length].ToArray()));
            bytes = bytes[length..];
        }
    }

    /// <summary>Payloads of a field, in order.</summary>
    public IReadOnlyList<byte[]> this[int number] => [.. fields.Where(f => f.Number == number).Select(f => f.Payload)];

    public IReadOnlyList<WireMessage> Messages(int number) => [.. this[number].Select(payload => new WireMessage(payload))];

    public IReadOnlyList<string> Texts(int number) => [.. this[number].Select(Encoding.UTF8.GetString)];

    /// <summary>Every field but the named ones and empty texts as number and hexadecimal payload, in the order of the numbers.</summary>
    public IReadOnlyList<string> Except(params int[] numbers) =>
        [.. fields.Where(f => f.Payload.Length > 0 && !numbers.Contains(f.Number)).OrderBy(f => f.Number).Select(f => $"{f.Number}: {Convert.ToHexString(f.Payload)}")];

    private static int NumberLength(ReadOnlySpan<byte> bytes)
    {
        var length = 1;
        while (bytes[length - 1] >= 0x80)
            length++;
        return length;
    }

    private static ulong Number(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        var length = NumberLength(bytes);
        for (var i = 0; i < length; i++)
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
        bytes = bytes[length..];
        return value;
    }
}
