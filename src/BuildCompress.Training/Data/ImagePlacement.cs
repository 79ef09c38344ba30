using BuildCompress.Core.Manifests;

namespace BuildCompress.Training.Data;

/// <summary>Where an image lands in its frame: shifted by a random crop of the padded image, and mirrored or not.</summary>
/// <param name="Top">Row of the image at which the frame begins; negative rows are padding.</param>
/// <param name="Left">Column of the image at which the frame begins.</param>
/// <param name="Mirrored">Columns run from right to left.</param>
internal readonly record struct ImagePlacement(int Top, int Left, bool Mirrored)
{
    /// <summary>The random placement of one sample in one epoch.</summary>
    public static ImagePlacement Random(AugmentSettings augment, int seed, int epoch, int sample)
    {
        var random = RandomBits.For(seed, epoch, sample);
        var range = (2 * augment.CropPadding) + 1;
        var top = random.Below(range) - augment.CropPadding;
        var left = random.Below(range) - augment.CropPadding;
        return new ImagePlacement(top, left, augment.HorizontalFlip && random.Below(2) == 1);
    }

    /// <summary>
    /// Writes <paramref name="image"/> (<c>[C, H, W]</c>) normalised and channels last (<c>[H, W, C]</c>). Padding is black: pixel 0
    /// <em>before</em> normalisation, as image libraries pad.
    /// </summary>
    public void Write(ReadOnlySpan<byte> image, ImageShape shape, PixelTable table, Span<float> output)
    {
        var (channels, height, width) = shape;
        for (var c = 0; c < channels; c++)
        {
            var values = table.Of(c);
            var plane = image.Slice(table.Source(c) * height * width, height * width);
            for (var y = 0; y < height; y++)
            {
                var sourceY = y + Top;
                var inside = (uint)sourceY < (uint)height;
                var row = inside ? plane.Slice(sourceY * width, width) : default;
                var target = (y * width * channels) + c;
                for (var x = 0; x < width; x++, target += channels)
                {
                    var sourceX = (Mirrored ? width - 1 - x : x) + Left;
                    output[target] = values[(uint)sourceX < (uint)row.Length ? row[sourceX] : 0];
                }
            }
        }
    }
}
