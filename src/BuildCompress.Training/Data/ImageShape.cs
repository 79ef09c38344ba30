namespace BuildCompress.Training.Data;

/// <summary>Shape of one image, planar: <c>[Channels, Height, Width]</c>.</summary>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Bytes of one image, one byte per pixel and channel.</summary>
    public int Size => checked(Channels * Height * Width);

    public override string ToString() => $"{Channels}x{Height}x{Width}";
}
