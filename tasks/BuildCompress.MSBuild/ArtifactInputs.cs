using System.Globalization;
using BuildCompress.Core.Keys;
using BuildCompress.Core.Manifests;

namespace BuildCompress.MSBuild;

/// <summary>
/// What an artifact depends on as far as MSBuild must know to skip it: files by their times, settings by a key. The worker's own content
/// keys decide afterwards what really has to be computed again.
/// </summary>
internal static class ArtifactInputs
{
    private static readonly string PackageVersion = typeof(ArtifactInputs).Assembly.GetName().Version!.ToString(3);

    /// <summary>The model, with weights beside it, and the record files of the data; folders of images are part of the key instead.</summary>
    public static IReadOnlyList<string> FilesOf(Manifest manifest) =>
    [
        manifest.Model.Value, .. WeightsOf(manifest.Model.Value),
        .. SourcesOf(manifest).Where(source => source.Format != DataFormat.ImageFolder).SelectMany(PathsOf),
    ];

    /// <summary>Key of everything a target's artifact depends on besides <see cref="FilesOf"/>: its slice of the manifest.</summary>
    public static string KeyOf(Manifest manifest, Target target)
    {
        using var key = new ContentKeyBuilder("msbuild-request");
        key.Add("version", PackageVersion)
            .Add("manifest", manifest.Path)
            .Add("model", manifest.Model.Value)
            .AddSettings("data", manifest.Data)
            .AddSettings("preprocess", manifest.Preprocess)
            .AddSettings("augment", manifest.Augment)
            .AddSettings("target", target);
        foreach (var source in SourcesOf(manifest).Where(source => source.Format == DataFormat.ImageFolder))
            AddListing(key, source.Paths[0].Value);

        return key.Build().Hex;
    }

    /// <summary>External data as exporters name it: <c>net.onnx.data</c>, <c>net.onnx_data</c>. The task cannot look into the model.</summary>
    private static IEnumerable<string> WeightsOf(string model)
    {
        var folder = Path.GetDirectoryName(model)!;
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, Path.GetFileName(model) + "*data").Order(StringComparer.Ordinal)
            : [];
    }

    private static DataSource[] SourcesOf(Manifest manifest) => [manifest.Data.Train, manifest.Data.Validation];

    private static IEnumerable<string> PathsOf(DataSource source) =>
        source.Paths.Append(source.Labels).OfType<Located<string>>().Select(path => path.Value);

    /// <summary>Names, lengths and times of the images: thousands of files are too many to be inputs of a target one by one.</summary>
    private static void AddListing(ContentKeyBuilder key, string folder)
    {
        var images = new DirectoryInfo(folder);
        if (!images.Exists)
            return;

        foreach (var image in images.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(image => image.FullName, StringComparer.Ordinal))
        {
            key.Add(Path.GetRelativePath(folder, image.FullName), image.Length)
                .Add("written", image.LastWriteTimeUtc.ToString("O", CultureInfo.InvariantCulture));
        }
    }
}
