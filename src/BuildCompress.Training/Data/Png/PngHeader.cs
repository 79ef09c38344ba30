using System.Buffers.Binary;

namespace BuildCompress.Training.Data.Png;

/// <summary>The IHDR chunk (PNG specification, third edition, 11.2.1).</summary>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, PngColour Colour)
{
    private const int MaxSide = 1 << 16;
    private const long MaxPixels = 1 << 26;

    /// <summary>Samples per pixel as stored.</summary>
    public int Samples => Colour switch
    {
        PngColour.Grey or PngColour.Palette => 1,
        PngColour.GreyAlpha => 2,
        PngColour.Rgb => 3,
        _ => 4,
    };

    /// <summary>Bytes of one row without its filter byte.</summary>
    public int RowBytes => ((Width * Samples * BitDepth) + 7) / 8;

    /// <summary>Distance to the same sample of the pixel at the left, at least 1 (9.2).</summary>
    public int FilterDistance => Math.Max(1, Samples * BitDepth / 8);

    /// <exception cref="InvalidDataException">Not valid, or a kind that is not read: 16 bits, interlaced.</exception>
    public static PngHeader Parse(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length != 13)
            throw new InvalidDataException("its header has the wrong length");
        var width = BinaryPrimitives.ReadUInt32BigEndian(chunk);
        var height = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
        if (width is 0 or > MaxSide || height is 0 or > MaxSide || (long)width * height > MaxPixels)
            throw new InvalidDataException($"it claims to be {width}x{height} pixels");
        var depth = chunk[8];
        var colour = (PngColour)chunk[9];
        if (!Enum.IsDefined(colour) || chunk[10] != 0 || chunk[11] != 0)
            throw new InvalidDataException("its header is not valid");
        var packed = colour is PngColour.Grey or PngColour.Palette && depth is 1 or 2 or 4;
        if (depth != 8 && !packed)
            throw new InvalidDataException($"it has {depth} bits per sample, and 8 are supported");
        if (chunk[12] != 0)
            throw new InvalidDataException("it is interlaced, which is not supported");
        return new PngHeader((int)width, (int)height, depth, colour);
    }
}
