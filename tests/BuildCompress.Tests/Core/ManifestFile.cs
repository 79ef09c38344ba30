using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;

namespace BuildCompress.Tests.Core;

/// <summary>A manifest in a folder of its own, beside the files a right one names.</summary>
internal sealed class ManifestFile : IDisposable
{
    public const string Data = """
        "data": { "train": { "format": "cifar10-binary", "path": "a.bin" }, "validation": { "format": "cifar10-binary", "path": "b.bin" } }
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("manifest");

    public ManifestFile(string text)
    {
        foreach (var name in new[] { "net.onnx", "a.bin", "b.bin" })
            File.WriteAllText(In(name), "");
        Directory.CreateDirectory(In("images"));
        Path = In("net.json");
        File.WriteAllText(Path, text);
    }

    public string Path { get; }

    public string In(string name) => System.IO.Path.Combine(folder.FullName, name);

    /// <summary>A right manifest with more fields at its end, written on line 2.</summary>
    public static ManifestFile With(string fields, string targets = """ "edge": {} """) =>
        new($$"""{ "version": 1, "model": "net.onnx", {{Data}}, "targets": { {{targets}} },{{"\n"}}{{fields}} }""");

    public Manifest Read() => ManifestReader.Read(Path);

    public IReadOnlyList<Diagnostic> Errors() => Assert.Throws<DiagnosticException>(Read).Diagnostics;

    public void Dispose() => folder.Delete(recursive: true);
}
