using BuildCompress.Tests.Architecture;

namespace BuildCompress.IntegrationTests.MSBuild;

/// <summary>What <c>dotnet new bcapp</c> gives a user.</summary>
[Collection(PackagedBuildCollection.Name)]
public sealed class TemplateTests(PackageFeed feed)
{
    private static readonly string Version = typeof(BuildCompress.MSBuild.BuildCompressModels).Assembly.GetName().Version!.ToString(3);

    [Fact]
    public async Task NewAppUsesPackageAndToolOfTheTemplatesVersion()
    {
        var templates = Path.Combine(feed.Folder, "templates");
        var hive = Path.Combine(feed.Folder, "hive");
        await Succeed("pack", Path.Combine(Repository.Root, "templates", "BuildCompress.Templates"), "-o", templates);

        await Succeed("new", "install", Directory.EnumerateFiles(templates, "*.nupkg").Single(), "--debug:custom-hive", hive);
        await Succeed("new", "bcapp", "-o", "Shapes", "--no-restore", "--debug:custom-hive", hive);

        var app = Path.Combine(feed.Folder, "Shapes");
        Assert.Contains($"\"BuildCompress.MSBuild\" Version=\"{Version}\"", await File.ReadAllTextAsync(Path.Combine(app, "Shapes.csproj")), StringComparison.Ordinal);
        Assert.Contains($"\"version\": \"{Version}\"", await File.ReadAllTextAsync(Path.Combine(app, ".config", "dotnet-tools.json")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(app, "shapes.onnx")));
        Assert.True(File.Exists(Path.Combine(app, ".gitignore")));
    }

    private async Task Succeed(params string[] arguments)
    {
        var (exitCode, output) = await Dotnet.Run(feed.Folder, new Dictionary<string, string>(), arguments);
        Assert.True(exitCode == 0, output);
    }
}
