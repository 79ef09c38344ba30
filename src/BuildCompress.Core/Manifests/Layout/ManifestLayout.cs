using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Shapes;

namespace BuildCompress.Core.Manifests.Layout;

/// <summary>The manifest from the top.</summary>
internal static class ManifestLayout
{
    public static readonly SectionShape<Manifest> Manifest = new SectionShape<Manifest>("The manifest")
        .Field("$schema", new SchemaLinkShape(), _ => "", (m, _) => m, "Address of this schema, for editors.")
        .Field("version", new VersionShape(), _ => VersionShape.Current, (m, _) => m, "Version of the manifest's form.", required: true)
        .Field("model", new PathShape(), m => m.Model, (m, v) => m with { Model = v },
            "The trained ONNX model, relative to the manifest.", required: true)
        .Field("data", DataLayout.Data, m => m.Data, (m, v) => m with { Data = v }, "Labelled samples.", required: true)
        .Field("preprocess", DataLayout.Preprocess, m => m.Preprocess, (m, v) => m with { Preprocess = v }, "How a stored pixel becomes an input value.")
        .Field("augment", DataLayout.Augment, m => m.Augment, (m, v) => m with { Augment = v }, "Random changes to training images.")
        .Field("compress", CompressLayout.Compress, m => m.Compress, (m, v) => m with { Compress = v }, "How the model is compressed, for all targets.")
        .Field("targets", m => new TargetsShape(m.Compress), m => m.Targets, (m, v) => m with { Targets = v },
            "The devices to compress for, by name; a name becomes a folder.", required: true);

    /// <summary>What a manifest at <paramref name="path"/> says before a line of it is read.</summary>
    public static Manifest Blank(string path) => new(
        path, new Located<string>("", new SourceSpan(path)), DataLayout.None, DataLayout.DefaultPreprocess, DataLayout.DefaultAugment,
        CompressLayout.Defaults, []);
}
