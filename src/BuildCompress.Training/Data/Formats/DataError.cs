using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;

namespace BuildCompress.Training.Data.Formats;

/// <summary>The diagnostics of data files, in one voice.</summary>
internal static class DataError
{
    public static DiagnosticException Empty(Located<string> path) => new(DiagnosticCatalog.DataEmpty.At(
        path.Span, $"'{path.Value}' holds no images.", "Point to a data set with at least one labelled image."));

    public static DiagnosticException Unreadable(Located<string> path, Exception cause) => new(
        DiagnosticCatalog.DataUnreadable.At(
            path.Span, $"'{path.Value}' cannot be read: {cause.Message}",
            "Check the path and its permissions; relative paths start at the manifest's folder."),
        cause);

    public static DiagnosticException Malformed(Located<string> path, string what, string nextStep) =>
        new(DiagnosticCatalog.DataMalformed.At(path.Span, $"'{path.Value}' {what}.", nextStep));

    public static DiagnosticException TooLarge(Located<string> path, long bytes) => new(DiagnosticCatalog.DataMalformed.At(
        path.Span, $"'{path.Value}' needs {bytes:N0} bytes of pixels, and a data set may have {Array.MaxLength:N0}.", "Use fewer or smaller images."));

    public static DiagnosticException WrongSize(Located<string> path, string file, string actual, ImageShape expected) =>
        new(DiagnosticCatalog.ImageSizeMismatch.At(
            path.Span, $"'{file}' is {actual}, and the model expects {expected} (channels x height x width).",
            "Resize the images to the model's input, or export the model for this size."));

    public static DiagnosticException Label(Located<string> path, long label, long record, int classes) =>
        new(DiagnosticCatalog.LabelOutOfRange.At(
            path.Span, $"'{path.Value}' labels image {record} (counted from 0) as {label}, and the model has {classes} outputs.",
            $"Use labels 0 to {classes - 1}, or a model with more outputs."));

    public static DiagnosticException Classes(Located<string> path, int found, int expected) =>
        new(DiagnosticCatalog.ClassCountMismatch.At(
            path.Span, $"'{path.Value}' has {found} classes, and the model has {expected} outputs.",
            "Give each output of the model a folder, in ordinal order of their names."));

    public static DiagnosticException Image(Located<string> path, string file, Exception cause) => new(
        DiagnosticCatalog.ImageUnreadable.At(
            path.Span, $"'{file}' cannot be read: {cause.Message}.", "Save it again as an 8-bit PNG without interlacing, or remove it."),
        cause);
}
