namespace BuildCompress.Tests.Onnx;

/// <summary>Ways in which a file gets damaged, by accident or on purpose.</summary>
internal static class Mutation
{
    // Varints that lengths and dimensions get replaced by: -1, 2^31-1, 2^62, 0, 127.
    private static readonly byte[][] Numbers =
    [
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0xFF, 0xFF, 0xFF, 0xFF, 0x07],
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40], [0x00], [0x7F],
    ];

    public static byte[] Apply(byte[] file, Random random)
    {
        var bytes = (byte[])file.Clone();
        var at = random.Next(bytes.Length);
        switch (random.Next(8))
        {
            case 0: // truncated
                return bytes[..at];
            case 1: // one bit
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2: // several bytes
                random.NextBytes(bytes.AsSpan(at, Math.Min(random.Next(1, 9), bytes.Length - at)));
                return bytes;
            case 3: // a number
                return [.. bytes[..at], .. Numbers[random.Next(Numbers.Length)], .. bytes[(at + 1)..]];
            case 4: // a piece twice
                var length = Math.Min(random.Next(1, 200), bytes.Length - at);
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 5: // a piece missing
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 50))..]];
            case 6: // a digit of a name: values get lost, produced twice, or read in a circle
                return Rename(bytes, random);
            default: // a small number over a small number, lengths kept
                return Renumber(bytes, random);
        }
    }

    private static byte[] Rename(byte[] bytes, Random random)
    {
        for (var tries = 0; tries < 1000; tries++)
        {
            var at = random.Next(bytes.Length - 2);
            if (bytes[at] is (byte)'_' or (byte)'.' && char.IsAsciiDigit((char)bytes[at + 1]))
            {
                bytes[at + 1] = (byte)('0' + random.Next(10));
                break;
            }
        }

        return bytes;
    }

    // Field 3 or 8, wire type 0: integers of attributes; field 1: dimensions.
    private static byte[] Renumber(byte[] bytes, Random random)
    {
        for (var tries = 0; tries < 1000; tries++)
        {
            var at = random.Next(bytes.Length - 2);
            if (bytes[at] is 0x18 or 0x40 or 0x08 && bytes[at + 1] < 0x80)
            {
                bytes[at + 1] = (byte)random.Next(0x80);
                break;
            }
        }

        return bytes;
    }
}
