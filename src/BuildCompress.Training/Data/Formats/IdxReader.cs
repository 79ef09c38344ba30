using BuildCompress.Core.Manifests;

namespace BuildCompress.Training.Data.Formats;

/// <summary>Images and labels in two idx files. Images are <c>[N, H, W]</c>, planar <c>[N, C, H, W]</c>, or flat <c>[N, C*H*W]</c>.</summary>
internal static class IdxReader
{
    public static ImageDataset Read(DataSource source, DataExpectation expected)
    {
        var path = source.Paths[0];
        var labelPath = source.Labels ?? throw DataError.Malformed(path, "has no label file beside it", "Name the idx file of labels in 'labels'.");
        var images = IdxFile.Read(path);
        var labels = IdxFile.Read(labelPath);
        var shape = ShapeOf(path, images.Sizes, expected.Shape);
        if (labels.Sizes.Length != 1 || labels.Sizes[0] != images.Sizes[0])
        {
            throw DataError.Malformed(
                labelPath, $"holds {string.Join('x', labels.Sizes)} labels for {images.Sizes[0]} images",
                "Use the label file that belongs to the images.");
        }

        var classes = expected.Classes ?? (labels.Elements.Length == 0 ? 0 : labels.Elements.Max() + 1);
        var values = new int[labels.Elements.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = labels.Elements[i];
            if (values[i] >= classes)
                throw DataError.Label(labelPath, values[i], i, classes);
        }

        return new ImageDataset(shape, images.Elements, values, classes);
    }

    private static ImageShape ShapeOf(Located<string> path, int[] sizes, ImageShape? expected)
    {
        ImageShape? found = sizes.Length switch
        {
            2 when expected is { } flat && flat.Size == sizes[1] => flat,
            3 => new ImageShape(1, sizes[1], sizes[2]),
            4 => new ImageShape(sizes[1], sizes[2], sizes[3]),
            _ => null,
        };
        if (found is { } shape && (expected is null || expected == shape))
            return shape;
        return expected is { } wanted
            ? throw DataError.WrongSize(path, path.Value, string.Join('x', sizes.Skip(1)), wanted)
            : throw DataError.Malformed(path, $"has images of the shape {string.Join('x', sizes.Skip(1))}", "Store images as [N, H, W] or [N, C, H, W].");
    }
}
