namespace BuildCompress.Training.Data;

/// <summary>Normalised images and labels of one step, in buffers that the loader reuses: valid until the next batch is asked for.</summary>
public sealed class Batch
{
    /// <summary>Most floats of a batch: a tensor's bytes are counted in 31 bits.</summary>
    public const int MaxFloats = int.MaxValue / sizeof(float);

    // 32 MiB of pixels; what the layers make of them is some ten times that.
    private const int ComfortableFloats = 1 << 23;

    internal Batch(int capacity, ImageShape shape)
    {
        Shape = shape;
        ImageBuffer = new float[checked(capacity * shape.Size)];
        LabelBuffer = new long[capacity];
    }

    /// <summary>Images to run at once where their number does not matter: <paramref name="most"/>, or fewer when they are large.</summary>
    public static int Comfortable(ImageShape shape, int most) => Math.Clamp(ComfortableFloats / shape.Size, 1, most);

    public ImageShape Shape { get; }

    /// <summary>Images in this batch; only the last of a pass may hold fewer than the batch size.</summary>
    public int Count { get; internal set; }

    /// <summary><c>[Count, H, W, C]</c>: channels last, as the engine computes.</summary>
    public ReadOnlySpan<float> Images => ImageBuffer.AsSpan(0, Count * Shape.Size);

    /// <summary><c>[Count]</c>.</summary>
    public ReadOnlySpan<long> Labels => LabelBuffer.AsSpan(0, Count);

    /// <summary>Writes the images as <c>[Count, C, H, W]</c>, the order ONNX Runtime reads.</summary>
    public void CopyPlanar(Span<float> planar)
    {
        var (channels, pixels) = (Shape.Channels, Shape.Height * Shape.Width);
        for (var n = 0; n < Count; n++)
        {
            var image = ImageBuffer.AsSpan(n * Shape.Size, Shape.Size);
            var target = planar.Slice(n * Shape.Size, Shape.Size);
            for (var c = 0; c < channels; c++)
            {
                for (var p = 0; p < pixels; p++)
                    target[(c * pixels) + p] = image[(p * channels) + c];
            }
        }
    }

    internal float[] ImageBuffer { get; }

    internal long[] LabelBuffer { get; }
}
