using System.Buffers.Binary;
using System.IO.Compression;

namespace BuildCompress.IntegrationTests.Training.Data;

/// <summary>Writes PNG files with every row filter, to read them back.</summary>
internal static class PngFile
{
    /// <summary>A file of the given header and rows; row y uses filter y mod 5.</summary>
    public static byte[] Write(int width, int height, byte depth, byte colour, int samples, byte[] rows, byte[]? palette = null, byte interlace = 0)
    {
        var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (depth, colour, interlace);
        Chunk(file, "IHDR"u8, header);
        if (palette is not null)
            Chunk(file, "PLTE"u8, palette);
        var data = Compress(Filter(height, Math.Max(1, samples * depth / 8), rows));
        Chunk(file, "IDAT"u8, data[..(data.Length / 2)]);
        Chunk(file, "IDAT"u8, data[(data.Length / 2)..]);
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>An 8-bit RGB file.</summary>
    public static byte[] Rgb(int width, int height, byte[] pixels) => Write(width, height, 8, 2, 3, pixels);

    private static byte[] Filter(int height, int distance, byte[] rows)
    {
        var rowBytes = rows.Length / height;
        var filtered = new MemoryStream();
        for (var y = 0; y < height; y++)
        {
            var filter = y % 5;
            filtered.WriteByte((byte)filter);
            for (var x = 0; x < rowBytes; x++)
            {
                int At(int row, int column) => row < 0 || column < 0 ? 0 : rows[(row * rowBytes) + column];
                var (left, up, corner) = (At(y, x - distance), At(y - 1, x), At(y - 1, x - distance));
                var nearest = new[] { left, up, corner }.OrderBy(v => Math.Abs(left + up - corner - v)).First();
                var predicted = new[] { 0, left, up, (left + up) / 2, nearest }[filter];
                filtered.WriteByte((byte)(At(y, x) - predicted));
            }
        }

        return filtered.ToArray();
    }

    private static byte[] Compress(byte[] data)
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
            zlib.Write(data);
        return compressed.ToArray();
    }

    private static void Chunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        file.Write(length);
        file.Write(type);
        file.Write(data);
        file.Write([0, 0, 0, 0]);
    }
}
