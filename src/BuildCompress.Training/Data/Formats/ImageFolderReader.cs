using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Training.Data.Png;

namespace BuildCompress.Training.Data.Formats;

/// <summary>PNG files below one folder per class. Grey images serve a model of three channels; colour does not serve one of one.</summary>
internal static class ImageFolderReader
{
    public static ImageDataset Read(DataSource source, DataExpectation expected, CancellationToken cancellation)
    {
        var root = source.Paths[0];
        var (files, labels, classes) = List(root);
        if (expected.Classes is { } outputs && classes != outputs)
            throw DataError.Classes(root, classes, outputs);
        if (files.Count == 0)
            throw DataError.Empty(root);

        var shape = expected.Shape ?? ShapeOf(Decode(root, files[0]));
        var bytes = (long)files.Count * shape.Size;
        if (bytes > Array.MaxLength)
            throw DataError.TooLarge(root, bytes);
        var pixels = new byte[bytes];
        var failures = new DiagnosticException?[files.Count];
        Parallel.For(0, files.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            try
            {
                Place(root, files[i], Decode(root, files[i]), shape, pixels.AsSpan(i * shape.Size, shape.Size));
            }
            catch (DiagnosticException e)
            {
                failures[i] = e;
            }
        });
        return failures.FirstOrDefault(f => f is not null) is { } first ? throw first : new ImageDataset(shape, pixels, [.. labels], classes);
    }

    private static (List<string> Files, List<int> Labels, int Classes) List(Located<string> root)
    {
        var files = new List<string>();
        var labels = new List<int>();
        try
        {
            var folders = Directory.GetDirectories(root.Value);
            Array.Sort(folders, StringComparer.Ordinal);
            for (var label = 0; label < folders.Length; label++)
            {
                var images = Directory.GetFiles(folders[label]).Where(f => Path.GetExtension(f).Equals(".png", StringComparison.OrdinalIgnoreCase)).ToArray();
                Array.Sort(images, StringComparer.Ordinal);
                files.AddRange(images);
                labels.AddRange(Enumerable.Repeat(label, images.Length));
            }

            return (files, labels, folders.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataError.Unreadable(root, e);
        }
    }

    private static PngImage Decode(Located<string> root, string file)
    {
        try
        {
            return PngDecoder.Decode(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw DataError.Image(root, file, e);
        }
    }

    private static ImageShape ShapeOf(PngImage image) => new(image.Channels, image.Height, image.Width);

    /// <summary>From interleaved to planar.</summary>
    private static void Place(Located<string> root, string file, PngImage image, ImageShape shape, Span<byte> planar)
    {
        var fits = image.Height == shape.Height && image.Width == shape.Width && (image.Channels == 1 || image.Channels == shape.Channels);
        if (!fits)
            throw DataError.WrongSize(root, file, ShapeOf(image).ToString(), shape);
        var plane = shape.Height * shape.Width;
        for (var c = 0; c < shape.Channels; c++)
        {
            var from = image.Channels == 1 ? 0 : c;
            for (var i = 0; i < plane; i++)
                planar[(c * plane) + i] = image.Pixels[(i * image.Channels) + from];
        }
    }
}
