using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Training.Data.Formats;

namespace BuildCompress.Training.Data;

/// <summary>Reads labelled images of any supported format.</summary>
public static class ImageDatasetReader
{
    /// <summary>Reads <paramref name="source"/> and checks it against what the model expects.</summary>
    /// <exception cref="DiagnosticException">A file is missing, damaged or does not fit; the diagnostic names it and points into the manifest.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ImageDataset Read(DataSource source, DataExpectation expected, CancellationToken cancellation = default)
    {
        var dataset = source.Format switch
        {
            DataFormat.Cifar10Binary => Cifar10Reader.Read(source, expected, cancellation),
            DataFormat.Idx => IdxReader.Read(source, expected),
            DataFormat.ImageFolder => ImageFolderReader.Read(source, expected, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(source), source.Format, null),
        };
        return dataset.Count > 0 ? dataset : throw DataError.Empty(source.Paths[0]);
    }
}
