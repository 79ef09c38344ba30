using System.Buffers.Binary;
using System.IO.Compression;

namespace BuildCompress.Training.Data.Png;

/// <summary>Reads the PNG files that image data sets consist of: 8 bits per sample or packed palette/grey, not interlaced.</summary>
internal static class PngDecoder
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Decodes a whole file. The pixels are checked by their zlib checksum; chunk checksums are not.</summary>
    /// <exception cref="InvalidDataException">Not a PNG, damaged, or of a kind that is not read; the message continues "the image cannot be read: ".</exception>
    public static PngImage Decode(ReadOnlyMemory<byte> file)
    {
        if (!file.Span.StartsWith(Signature))
            throw new InvalidDataException("it is not a PNG file");
        PngHeader? header = null;
        ReadOnlyMemory<byte> palette = default;
        var data = new MemoryStream();
        for (var at = Signature.Length; ;)
        {
            if (file.Length - at < 12)
                throw new InvalidDataException("it is truncated");
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.Span[at..]);
            if (length > file.Length - at - 12)
                throw new InvalidDataException("it is truncated");
            var type = file.Span.Slice(at + 4, 4);
            var chunk = file.Slice(at + 8, (int)length);
            at += 12 + (int)length;
            if (type.SequenceEqual("IEND"u8))
                break;
            if (type.SequenceEqual("IHDR"u8))
                header = PngHeader.Parse(chunk.Span);
            else if (type.SequenceEqual("PLTE"u8))
                palette = chunk;
            else if (type.SequenceEqual("IDAT"u8))
                data.Write(chunk.Span);
        }

        if (header is not { } found)
            throw new InvalidDataException("it has no header");
        data.Position = 0;
        return PngPixels.Unpack(found, palette.Span, Inflate(found, data));
    }

    /// <summary>The filtered rows, each preceded by its filter type.</summary>
    private static byte[] Inflate(PngHeader header, Stream compressed)
    {
        var rows = new byte[(long)header.Height * (header.RowBytes + 1)];
        using var zlib = new ZLibStream(compressed, CompressionMode.Decompress);
        if (zlib.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false) != rows.Length)
            throw new InvalidDataException("its pixel data is truncated");
        return rows;
    }
}
