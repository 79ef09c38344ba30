using System.Xml.Linq;

namespace BuildCompress.Tests.Architecture;

/// <summary>The sources as they lie on disk.</summary>
internal static class Repository
{
    private static readonly string[] Generated = ["bin", "obj", "artifacts", "node_modules"];

    public static string Root { get; } = FindRoot();

    /// <summary>Project files below a top folder, without templates' content.</summary>
    public static IEnumerable<string> Projects(string top) =>
        Files(top, "*.csproj").Where(path => !RelativePath(path).Contains("/content/", StringComparison.Ordinal));

    /// <summary>Names of the projects that a project file refers to.</summary>
    public static IEnumerable<string> ProjectReferences(string project) =>
        from reference in XDocument.Load(project).Descendants("ProjectReference")
        select Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'));

    /// <summary>Names of the packages that a project file refers to.</summary>
    public static IEnumerable<string> PackageReferences(string project) =>
        from reference in XDocument.Load(project).Descendants("PackageReference")
        select reference.Attribute("Include")!.Value;

    /// <summary>Files below a top folder that are written by hand.</summary>
    public static IEnumerable<string> Files(string top, string pattern)
    {
        var folder = Path.Combine(Root, top);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Where(IsWritten).Order(StringComparer.Ordinal)
            : [];
    }

    public static IEnumerable<string> Folders(string top)
    {
        var folder = Path.Combine(Root, top);
        return Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Where(IsWritten)
            : [];
    }

    /// <summary>Path below the root, with forward slashes.</summary>
    public static string RelativePath(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static bool IsWritten(string path) => !RelativePath(path).Split('/').Any(Generated.Contains);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "BuildCompress.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside the repository: BuildCompress.sln not found above them.");
    }
}
