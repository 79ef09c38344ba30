namespace BuildCompress.Training.Data.Png;

/// <summary>From filtered rows to pixels: undoes the row filters (9.2), expands palettes and packed samples, drops transparency.</summary>
internal static class PngPixels
{
    /// <param name="header">What the rows hold.</param>
    /// <param name="palette">RGB triples; empty when there are none.</param>
    /// <param name="rows"><c>[Height, 1 + RowBytes]</c>; unfiltered in place.</param>
    public static PngImage Unpack(PngHeader header, ReadOnlySpan<byte> palette, byte[] rows)
    {
        var channels = header.Colour is PngColour.Grey or PngColour.GreyAlpha ? 1 : 3;
        var pixels = new byte[checked(header.Width * header.Height * channels)];
        ReadOnlySpan<byte> above = new byte[header.RowBytes];
        for (var y = 0; y < header.Height; y++)
        {
            var start = y * (header.RowBytes + 1);
            var row = rows.AsSpan(start + 1, header.RowBytes);
            Unfilter(rows[start], row, above, header.FilterDistance);
            Expand(header, palette, row, pixels.AsSpan(y * header.Width * channels, header.Width * channels));
            above = row;
        }

        return new PngImage(header.Width, header.Height, channels, pixels);
    }

    private static void Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        for (var x = 0; x < row.Length; x++)
        {
            int left = x >= distance ? row[x - distance] : 0;
            int up = above[x];
            int corner = x >= distance ? above[x - distance] : 0;
            row[x] += filter switch
            {
                0 => 0,
                1 => (byte)left,
                2 => (byte)up,
                3 => (byte)((left + up) / 2),
                4 => (byte)Paeth(left, up, corner),
                _ => throw new InvalidDataException($"it uses the unknown row filter {filter}"),
            };
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        var (toLeft, toUp, toCorner) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static void Expand(PngHeader header, ReadOnlySpan<byte> palette, ReadOnlySpan<byte> row, Span<byte> pixels)
    {
        for (var x = 0; x < header.Width; x++)
        {
            switch (header.Colour)
            {
                case PngColour.Grey:
                    pixels[x] = (byte)(Sample(row, x, header.BitDepth) * 255 / ((1 << header.BitDepth) - 1));
                    break;
                case PngColour.GreyAlpha:
                    pixels[x] = row[2 * x];
                    break;
                case PngColour.Palette:
                    var entry = Sample(row, x, header.BitDepth) * 3;
                    if (entry + 3 > palette.Length)
                        throw new InvalidDataException("it names a colour outside its palette");
                    palette.Slice(entry, 3).CopyTo(pixels[(3 * x)..]);
                    break;
                default:
                    row.Slice(x * header.Samples, 3).CopyTo(pixels[(3 * x)..]);
                    break;
            }
        }
    }

    private static int Sample(ReadOnlySpan<byte> row, int x, int depth)
    {
        var bit = x * depth;
        return (row[bit >> 3] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    }
}
