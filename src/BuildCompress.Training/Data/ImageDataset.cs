namespace BuildCompress.Training.Data;

/// <summary>Labelled images in one buffer, in the order of the files they came from.</summary>
public sealed class ImageDataset
{
    private readonly byte[] pixels;
    private readonly int[] labels;

    /// <summary>Takes ownership of both arrays.</summary>
    /// <param name="shape">Shape of every image.</param>
    /// <param name="pixels"><c>[N, C, H, W]</c>, RGB order where there are three channels.</param>
    /// <param name="labels"><c>[N]</c>, each in 0..<paramref name="classCount"/> - 1.</param>
    /// <param name="classCount">Number of classes.</param>
    /// <exception cref="ArgumentException">The buffers do not fit together.</exception>
    public ImageDataset(ImageShape shape, byte[] pixels, int[] labels, int classCount)
    {
        if (pixels.Length != (long)labels.Length * shape.Size)
            throw new ArgumentException($"{labels.Length} images of {shape} do not fill {pixels.Length} bytes.", nameof(pixels));
        Shape = shape;
        ClassCount = classCount;
        this.pixels = pixels;
        this.labels = labels;
    }

    public ImageShape Shape { get; }

    public int ClassCount { get; }

    /// <summary>Number of images.</summary>
    public int Count => labels.Length;

    /// <summary><c>[N]</c>.</summary>
    public ReadOnlySpan<int> Labels => labels;

    /// <summary>Pixels of one image, <c>[C, H, W]</c>.</summary>
    public ReadOnlySpan<byte> Image(int index) => pixels.AsSpan(index * Shape.Size, Shape.Size);

    /// <summary>The images at <paramref name="indices"/>, copied.</summary>
    public ImageDataset Subset(ReadOnlySpan<int> indices)
    {
        var subset = new byte[(long)indices.Length * Shape.Size];
        var subsetLabels = new int[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            Image(indices[i]).CopyTo(subset.AsSpan(i * Shape.Size));
            subsetLabels[i] = labels[indices[i]];
        }

        return new ImageDataset(Shape, subset, subsetLabels, ClassCount);
    }

    /// <summary>A random choice of <paramref name="count"/> images (all when there are fewer), the same for the same seed.</summary>
    public ImageDataset Sample(int count, int seed) => count >= Count ? this : Subset(EpochOrder.Of(Count, seed, epoch: 0).AsSpan(0, count));

    /// <summary>The first <paramref name="count"/> images (all when there are fewer).</summary>
    public ImageDataset Take(int count)
    {
        count = Math.Min(count, Count);
        return new ImageDataset(Shape, pixels[..(count * Shape.Size)], labels[..count], ClassCount);
    }
}
