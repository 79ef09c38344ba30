using BuildCompress.MSBuild;

namespace BuildCompress.IntegrationTests.MSBuild;

/// <summary>Which tool a build uses: the chosen one, the local one, the global one, in this order.</summary>
public sealed class WorkerToolTests : IDisposable
{
    private const string Dotnet = "dotnet";

    private static readonly string Program = OperatingSystem.IsWindows() ? "buildcompress.exe" : "buildcompress";

    private readonly string root = Directory.CreateTempSubdirectory("tool-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void ChosenToolComesFirst()
    {
        LocalTool("", "buildcompress");
        var chosen = Touch("built/buildcompress.dll");

        var tool = Find(chosen);

        Assert.Equal((Dotnet, chosen), (tool!.Program, tool.LeadingArguments.Single()));
    }

    [Fact]
    public void ChosenFolderMayHoldTheToolInEitherForm()
    {
        var library = Touch("a/buildcompress.dll");
        var program = Touch("b/" + Program);

        Assert.Equal(library, Find(Path.Combine(root, "a"))!.LeadingArguments.Single());
        Assert.Equal(program, Find(Path.Combine(root, "b"))!.Program);
    }

    [Fact]
    public void WrongChoiceIsNotReplacedByAnotherTool()
    {
        LocalTool("", "buildcompress");

        Assert.Null(Find("no/such/tool"));
    }

    [Fact]
    public void LocalToolIsFoundAboveTheProjectAndRunsThere()
    {
        LocalTool("", "buildcompress");
        LocalTool("src", "another");
        Touch("global/" + Program);

        var tool = Find("", project: "src/app");

        Assert.Equal((Dotnet, root), (tool!.Program, tool.WorkingFolder));
        Assert.Equal(["tool", "run", "buildcompress", "--"], tool.LeadingArguments);
    }

    [Fact]
    public void RootManifestEndsTheSearch()
    {
        LocalTool("", "buildcompress");
        LocalTool("src", "another", isRoot: true);

        Assert.Null(Find("", project: "src/app"));
    }

    [Fact]
    public void GlobalToolComesLast()
    {
        var global = Touch("global/" + Program);

        Assert.Equal(global, Find("")!.Program);
    }

    private WorkerTool? Find(string chosen, string project = "src/app")
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, project)).FullName;
        return WorkerTool.Find(chosen, folder, Dotnet, Path.Combine(root, "global"));
    }

    private string Touch(string path)
    {
        var full = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, "");
        return full;
    }

    private void LocalTool(string folder, string command, bool isRoot = false)
    {
        var manifest = Touch(Path.Combine(folder, ".config", "dotnet-tools.json"));
        File.WriteAllText(manifest, $$"""
            { "version": 1, "isRoot": {{(isRoot ? "true" : "false")}}, "tools": { "{{command}}": { "version": "0.1.0", "commands": ["{{command}}"] } } }
            """);
    }
}
