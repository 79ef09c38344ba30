namespace BuildCompress.Training.Data.Samples;

/// <summary>
/// A small image task of our own: tell ten shapes (<see cref="SampleShape"/>) apart. Drawn on the fly, always the same for the same seed,
/// in the <c>cifar10-binary</c> layout.
/// </summary>
public static class SampleDataset
{
    /// <summary>Name of the file with the training images.</summary>
    public const string TrainFile = "train.bin";

    /// <summary>Name of the file with the validation images.</summary>
    public const string ValidationFile = "validation.bin";

    private const int RecordBytes = 1 + SamplePainter.Bytes;

    /// <summary>Writes both files; existing ones are replaced whole.</summary>
    /// <param name="folder">Created when missing.</param>
    /// <param name="trainImages">Images to learn from; a tenth of them of each class.</param>
    /// <param name="validationImages">Images to judge by, different from the first.</param>
    /// <param name="seed">Another seed draws other images of the same task.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder must not be written.</exception>
    public static void Write(string folder, int trainImages = 6000, int validationImages = 2000, int seed = 1)
    {
        Directory.CreateDirectory(folder);
        Replace(Path.Combine(folder, TrainFile), Draw(trainImages, seed, firstStream: 0));
        Replace(Path.Combine(folder, ValidationFile), Draw(validationImages, seed, firstStream: 1ul << 32));
    }

    /// <summary>Records of one label byte and 3x32x32 planar RGB bytes; the classes take turns.</summary>
    private static byte[] Draw(int images, int seed, ulong firstStream)
    {
        var records = new byte[images * RecordBytes];
        Parallel.For(0, images, i =>
        {
            var record = records.AsSpan(i * RecordBytes, RecordBytes);
            var shape = (SampleShape)(i % 10);
            var random = new SampleRandom((ulong)seed, firstStream + (ulong)i);
            record[0] = (byte)shape;
            SamplePainter.Paint(shape, ref random, record[1..]);
        });
        return records;
    }

    private static void Replace(string path, byte[] bytes)
    {
        var unfinished = path + ".part";
        try
        {
            File.WriteAllBytes(unfinished, bytes);
            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
