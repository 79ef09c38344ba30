namespace BuildCompress.Training.Data.Png;

/// <summary>Colour types, with the numbers of the file.</summary>
internal enum PngColour : byte
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    RgbAlpha = 6,
}
