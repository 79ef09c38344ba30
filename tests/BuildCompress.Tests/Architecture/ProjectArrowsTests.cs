namespace BuildCompress.Tests.Architecture;

/// <summary>Who may use whom.</summary>
public sealed class ProjectArrowsTests
{
    private static readonly Dictionary<string, string[]> AllowedReferences = new()
    {
        ["BuildCompress.Core"] = [],
        ["BuildCompress.Engines"] = [],
        ["BuildCompress.Onnx"] = ["BuildCompress.Core"],
        ["BuildCompress.Selection"] = ["BuildCompress.Core"],
        ["BuildCompress.Training"] = ["BuildCompress.Core", "BuildCompress.Onnx", "BuildCompress.Engines"],
        ["BuildCompress.Devices"] = ["BuildCompress.Core", "BuildCompress.Engines"],
        ["BuildCompress.Pipeline"] =
        [
            "BuildCompress.Core", "BuildCompress.Onnx", "BuildCompress.Selection", "BuildCompress.Engines",
            "BuildCompress.Training", "BuildCompress.Devices",
        ],
        ["BuildCompress.Cli"] = ["BuildCompress.Pipeline", "BuildCompress.Agent"],
        ["BuildCompress.Agent"] = ["BuildCompress.Devices"],
        ["BuildCompress.MSBuild"] = ["BuildCompress.Core"],
        ["BuildCompress.Templates"] = [],
    };

    public static TheoryData<string> Projects()
    {
        var projects = new TheoryData<string>();
        foreach (var top in new[] { "src", "tasks", "templates" })
        {
            projects.AddRange(Repository.Projects(top).Select(Repository.RelativePath).ToArray());
        }

        return projects;
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void ProjectRefersOnlyToWhatTheDesignAllows(string project)
    {
        var path = Path.Combine(Repository.Root, project);
        var name = Path.GetFileNameWithoutExtension(path);

        Assert.True(AllowedReferences.TryGetValue(name, out var allowed), $"{name} has no place in the design.");
        Assert.Empty(Repository.ProjectReferences(path).Except(allowed));
    }

    [Theory]
    [InlineData("src/BuildCompress.Core")]
    [InlineData("src/BuildCompress.Onnx")]
    [InlineData("src/BuildCompress.Selection")]
    public void PureProjectUsesNoPackages(string folder) =>
        Assert.All(Repository.Projects(folder), project => Assert.Empty(Repository.PackageReferences(project)));
}
