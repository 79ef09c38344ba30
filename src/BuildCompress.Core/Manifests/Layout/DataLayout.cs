using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Shapes;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests.Layout;

/// <summary><c>data</c>, <c>preprocess</c> and <c>augment</c>: what the network learns from and how a pixel reaches it.</summary>
internal static class DataLayout
{
    public static readonly PreprocessSettings DefaultPreprocess = new(1.0 / 255, [0], [1], ChannelOrder.Rgb);

    public static readonly AugmentSettings DefaultAugment = new(CropPadding: 0, HorizontalFlip: false);

    private static readonly Located<string> NoPath = new("", new SourceSpan(""));

    private static readonly DataSource NoSource = new(DataFormat.Cifar10Binary, []);

    private static readonly SectionShape<DataSource> Source = new SectionShape<DataSource>("The data source")
        .Field("format", new ChoiceShape<DataFormat>(), s => s.Format, (s, v) => s with { Format = v },
            "cifar10-binary: records of a label byte and 3x32x32 bytes; idx: the MNIST family's files; image-folder: PNG files, a folder per class.",
            required: true)
        .Field("path", new ListShape<Located<string>>(new PathShape(), NoPath), s => s.Paths, (s, v) => s with { Paths = v },
            "The record file or files (cifar10-binary), the image file (idx), or the folder of class folders (image-folder).", required: true)
        .Field("labels", new PathShape(), s => s.Labels ?? NoPath, (s, v) => s with { Labels = v }, "The label file; idx only.")
        .Check(CheckSource);

    public static readonly DataSettings None = new(NoSource, NoSource);

    public static readonly SectionShape<DataSettings> Data = new SectionShape<DataSettings>("\"data\"")
        .Field("train", Source, s => s.Train, (s, v) => s with { Train = v }, "Samples to learn from.", required: true)
        .Field("validation", Source, s => s.Validation, (s, v) => s with { Validation = v },
            "Samples to judge by; never trained on.", required: true);

    public static readonly SectionShape<PreprocessSettings> Preprocess = new SectionShape<PreprocessSettings>("\"preprocess\"")
        .Field("scale", new FactorShape(), s => s.Scale, (s, v) => s with { Scale = v },
            "Factor on the stored pixel (0 to 255): input = (pixel * scale - mean) / std.")
        .Field("mean", new ListShape<double>(new NumberShape(double.NegativeInfinity, double.PositiveInfinity), 0), s => s.Mean,
            (s, v) => s with { Mean = v }, "Subtracted after scaling: one number, or one per channel.")
        .Field("std", new ListShape<double>(new NumberShape(0, double.PositiveInfinity, aboveMin: true), 1), s => s.Std,
            (s, v) => s with { Std = v }, "Divisor after that: one number, or one per channel.")
        .Field("channels", new ChoiceShape<ChannelOrder>(), s => s.Channels, (s, v) => s with { Channels = v }, "Channel order the model expects.")
        .Check(CheckChannels);

    public static readonly SectionShape<AugmentSettings> Augment = new SectionShape<AugmentSettings>("\"augment\"")
        .Field("crop", new WholeNumberShape(0, 256), s => s.CropPadding, (s, v) => s with { CropPadding = v },
            "Zero pixels added on each side before a random crop back to size; 0 for none.")
        .Field("flip", new FlagShape(), s => s.HorizontalFlip, (s, v) => s with { HorizontalFlip = v }, "Mirror half of the training images.");

    private static void CheckSource(DataSource source, ManifestNode.Section section, ReadContext context)
    {
        var folder = source.Format == DataFormat.ImageFolder;
        foreach (var path in source.Paths)
        {
            if (context.FilesMustExist && folder != Directory.Exists(path.Value))
            {
                context.Report(
                    DiagnosticCatalog.FileMissing, path.Span, folder ? "An image folder is expected, but this is a file." : "A file is expected, but this is a folder.",
                    "Correct the path or the format.");
            }
        }

        if (source.Paths.Count > 1 && source.Format != DataFormat.Cifar10Binary)
            Contradiction(section.Find("path")!, "Only cifar10-binary takes several paths.", "Give one path.", context);
        if (source.Format == DataFormat.Idx && source.Labels is null)
        {
            context.Report(
                DiagnosticCatalog.MissingField, section.Span, "The idx format lacks its label file.", "Add \"labels\" with the path of the label file.");
        }

        if (source.Format != DataFormat.Idx && section.Find("labels") is { } labels)
            Contradiction(labels, "Only idx has a label file.", "Remove \"labels\" or correct the format.", context);
    }

    private static void CheckChannels(PreprocessSettings preprocess, ManifestNode.Section section, ReadContext context)
    {
        if (preprocess.Mean.Count > 1 && preprocess.Std.Count > 1 && preprocess.Mean.Count != preprocess.Std.Count)
        {
            Contradiction(
                (section.Find("std") ?? section.Find("mean"))!, $"There are {preprocess.Mean.Count} means but {preprocess.Std.Count} standard deviations.",
                "Give one number for all channels, or one per channel to both.", context);
        }
    }

    private static void Contradiction(ManifestField field, string message, string nextStep, ReadContext context) =>
        context.Report(DiagnosticCatalog.SettingsContradict, field.Span, message, nextStep);
}
