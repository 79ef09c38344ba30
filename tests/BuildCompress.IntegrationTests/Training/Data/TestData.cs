using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Training.Data;

namespace BuildCompress.IntegrationTests.Training.Data;

/// <summary>Small data sets and settings for tests.</summary>
internal static class TestData
{
    public static PreprocessSettings Cifar { get; } = new(1 / 255.0, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225], ChannelOrder.Rgb);

    public static PreprocessSettings Raw { get; } = new(1, [], [], ChannelOrder.Rgb);

    public static Located<string> At(string path) => new(path, new SourceSpan("manifest.json", 3, 5));

    public static DataSource Source(DataFormat format, params string[] paths) => new(format, [.. paths.Select(At)]);

    /// <summary>Images of random pixels with random labels.</summary>
    public static ImageDataset Noise(int count, ImageShape shape, int classes, int seed)
    {
        var random = new Random(seed);
        var pixels = new byte[count * shape.Size];
        random.NextBytes(pixels);
        return new ImageDataset(shape, pixels, [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))], classes);
    }

    /// <summary>Noise in which the brightest quarter of the image tells the class: a task that a tiny network learns in seconds.</summary>
    public static ImageDataset Quadrants(int count, int side, int seed)
    {
        var noise = Noise(count, new ImageShape(3, side, side), 4, seed);
        var pixels = new byte[count * noise.Shape.Size];
        for (var n = 0; n < count; n++)
        {
            var image = noise.Image(n);
            for (var i = 0; i < image.Length; i++)
            {
                var (y, x) = (i / side % side, i % side);
                var quadrant = (y < side / 2 ? 0 : 2) + (x < side / 2 ? 0 : 1);
                pixels[(n * image.Length) + i] = (byte)((image[i] / 2) + (quadrant == noise.Labels[n] ? 90 : 0));
            }
        }

        return new ImageDataset(noise.Shape, pixels, noise.Labels.ToArray(), 4);
    }

    public static Diagnostic ErrorOf(Action action) => Assert.Throws<DiagnosticException>(action).Diagnostics[0];
}
