using BuildCompress.Core.Manifests;

namespace BuildCompress.Training.Data.Formats;

/// <summary>The binary CIFAR-10 layout: records of 1 label byte and 3x32x32 planar RGB bytes, over any number of files.</summary>
internal static class Cifar10Reader
{
    private static readonly ImageShape Shape = new(3, 32, 32);

    public static ImageDataset Read(DataSource source, DataExpectation expected, CancellationToken cancellation)
    {
        if (expected.Shape is { } shape && shape != Shape)
            throw DataError.WrongSize(source.Paths[0], source.Paths[0].Value, Shape.ToString(), shape);
        var record = 1 + Shape.Size;
        var files = source.Paths.Select(path => Length(path, record)).ToArray();
        var count = files.Sum() / record;
        if (count * Shape.Size > Array.MaxLength)
            throw DataError.TooLarge(source.Paths[0], count * Shape.Size);

        var classes = expected.Classes ?? 10;
        var pixels = new byte[count * Shape.Size];
        var labels = new int[count];
        var buffer = new byte[record];
        var next = 0;
        foreach (var path in source.Paths)
        {
            try
            {
                using var stream = new FileStream(path.Value, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 18);
                for (var inFile = 0L; next < count && stream.ReadAtLeast(buffer, record, throwOnEndOfStream: false) == record; inFile++, next++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (buffer[0] >= classes)
                        throw DataError.Label(path, buffer[0], inFile, classes);
                    labels[next] = buffer[0];
                    buffer.AsSpan(1).CopyTo(pixels.AsSpan(next * Shape.Size));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw DataError.Unreadable(path, e);
            }
        }

        return new ImageDataset(Shape, pixels, labels, classes);
    }

    private static long Length(Located<string> path, int record)
    {
        try
        {
            var length = new FileInfo(path.Value).Length;
            return length % record == 0 ? length : throw DataError.Malformed(
                path, $"ends within a record: {length:N0} bytes are {length / record:N0} records of {record} bytes and {length % record:N0} bytes more",
                "Fetch the file again; it is truncated, or not in the binary CIFAR-10 format.");
        }
        catch (IOException e)
        {
            throw DataError.Unreadable(path, e);
        }
    }
}
