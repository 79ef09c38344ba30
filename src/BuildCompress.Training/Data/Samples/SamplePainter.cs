namespace BuildCompress.Training.Data.Samples;

/// <summary>Draws one image of the sample task: a shape at a random place, size, angle and colour, between clutter and under noise.</summary>
internal static class SamplePainter
{
    /// <summary>Width and height in pixels.</summary>
    public const int Size = 32;

    /// <summary>Bytes of one planar RGB image.</summary>
    public const int Bytes = 3 * Size * Size;

    private const int StrokesBehind = 2;

    /// <summary>Fills <paramref name="image"/>, <c>[3, 32, 32]</c>.</summary>
    public static void Paint(SampleShape shape, ref SampleRandom random, Span<byte> image)
    {
        Span<float> canvas = stackalloc float[Bytes];
        Ground(canvas, ref random, out var ground);
        for (var stroke = 0; stroke < StrokesBehind; stroke++)
            Stroke(canvas, ref random, Colour(ref random, 20, 170));

        Shape(canvas, shape, ref random, ColourAwayFrom(ground, ref random));
        Stroke(canvas, ref random, Colour(ref random, 20, 170));
        Expose(canvas, ref random, image);
    }

    private static void Ground(Span<float> canvas, ref SampleRandom random, out Rgb ground)
    {
        ground = Colour(ref random, 20, 140);
        var (sin, cos) = MathF.SinCos(random.Between(0, 2 * MathF.PI));
        var slope = random.Between(0, 2.5f);
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                var light = slope * (((x - 15.5f) * cos) + ((y - 15.5f) * sin));
                Put(canvas, x, y, new Rgb(ground.R + light, ground.G + light, ground.B + light), 1);
            }
        }
    }

    private static void Shape(Span<float> canvas, SampleShape shape, ref SampleRandom random, Rgb colour)
    {
        var radius = random.Between(6.5f, 12f);
        float centreX = 15.5f + random.Between(-5, 5), centreY = 15.5f + random.Between(-5, 5);
        var stretch = random.Between(0.85f, 1.18f);
        var (sin, cos) = MathF.SinCos(random.Between(0, 2 * MathF.PI));
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                float dx = (x - centreX) / radius, dy = (y - centreY) / radius;
                var distance = ShapeDistance.To(shape, ((dx * cos) + (dy * sin)) * stretch, ((dy * cos) - (dx * sin)) / stretch);
                Put(canvas, x, y, colour, 0.5f - (distance * radius));
            }
        }
    }

    private static void Stroke(Span<float> canvas, ref SampleRandom random, Rgb colour)
    {
        float x0 = random.Between(0, Size), y0 = random.Between(0, Size);
        var (sin, cos) = MathF.SinCos(random.Between(0, 2 * MathF.PI));
        var length = random.Between(4, 16);
        var halfWidth = random.Between(0.5f, 1.6f);
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                var distance = ShapeDistance.ToSegment(x, y, x0, y0, x0 + (length * cos), y0 + (length * sin));
                Put(canvas, x, y, colour, halfWidth + 0.5f - distance);
            }
        }
    }

    private static void Expose(Span<float> canvas, ref SampleRandom random, Span<byte> image)
    {
        var grain = random.Between(6, 22);
        for (var i = 0; i < Bytes; i++)
            image[i] = (byte)Math.Clamp(canvas[i] + (grain * random.Noise()) + 0.5f, 0, 255);
    }

    /// <summary>Blends a colour over a pixel; <paramref name="cover"/> is clamped to 0..1.</summary>
    private static void Put(Span<float> canvas, int x, int y, Rgb colour, float cover)
    {
        if (cover <= 0)
            return;
        cover = MathF.Min(cover, 1);
        var at = (y * Size) + x;
        canvas[at] += cover * (colour.R - canvas[at]);
        at += Size * Size;
        canvas[at] += cover * (colour.G - canvas[at]);
        at += Size * Size;
        canvas[at] += cover * (colour.B - canvas[at]);
    }

    private static Rgb Colour(ref SampleRandom random, float low, float high) =>
        new(random.Between(low, high), random.Between(low, high), random.Between(low, high));

    private static Rgb ColourAwayFrom(Rgb ground, ref SampleRandom random)
    {
        const float Contrast = 80;
        while (true)
        {
            var colour = Colour(ref random, 90, 245);
            float r = colour.R - ground.R, g = colour.G - ground.G, b = colour.B - ground.B;
            if ((r * r) + (g * g) + (b * b) > Contrast * Contrast)
                return colour;
        }
    }

    private readonly record struct Rgb(float R, float G, float B);
}
