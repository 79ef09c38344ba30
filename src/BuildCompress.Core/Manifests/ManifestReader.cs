using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Layout;
using BuildCompress.Core.Manifests.Shapes;
using BuildCompress.Core.Manifests.Syntax;

namespace BuildCompress.Core.Manifests;

/// <summary>Reads a manifest and checks all that can be checked without opening the model and the data.</summary>
public static class ManifestReader
{
    /// <summary>Reads the manifest at <paramref name="path"/>.</summary>
    /// <param name="path">The manifest.</param>
    /// <param name="filesMustExist">False while planning a build, which may make the files yet.</param>
    /// <exception cref="DiagnosticException">BCMP1xxx: all errors found, in the order of the text.</exception>
    public static Manifest Read(string path, bool filesMustExist = true)
    {
        var full = Path.GetFullPath(path);
        var root = ManifestParser.Parse(full, ReadText(full));
        var context = new ReadContext(Path.GetDirectoryName(full)!, filesMustExist);
        var manifest = ManifestLayout.Manifest.Read(root, ManifestLayout.Blank(full), context);
        return context.Errors.Count == 0
            ? manifest
            : throw new DiagnosticException([.. context.Errors.OrderBy(e => e.Span!.Line).ThenBy(e => e.Span!.Column)]);
    }

    private static byte[] ReadText(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(
                DiagnosticCatalog.ManifestNotFound.In(path, $"The manifest cannot be read: {error.Message}", "Correct the path of the manifest."), error);
        }
    }
}
