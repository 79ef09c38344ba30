namespace BuildCompress.Training.Data.Png;

/// <summary>A decoded PNG: 8 bits per channel, interleaved.</summary>
/// <param name="Width">Pixels per row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 for grey, 3 for RGB; transparency is dropped.</param>
/// <param name="Pixels"><c>[Height, Width, Channels]</c>.</param>
internal sealed record PngImage(int Width, int Height, int Channels, byte[] Pixels);
