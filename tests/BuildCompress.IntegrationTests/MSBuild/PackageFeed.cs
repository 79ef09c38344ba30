using BuildCompress.Tests.Architecture;

namespace BuildCompress.IntegrationTests.MSBuild;

/// <summary>
/// The packed MSBuild package in a feed of its own, with a package folder and a store that no other build shares. Packed once for all
/// tests of the collection.
/// </summary>
public sealed class PackageFeed : IAsyncLifetime
{
    /// <summary>The configuration these tests were built in, e.g. <c>Debug</c>.</summary>
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>Root of everything; deleted at the end.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("packaged-").FullName;

    /// <summary>The real tool, as built beside these tests.</summary>
    public static string Tool { get; } = Path.Combine(
        Repository.Root, "src", "BuildCompress.Cli", "bin", Configuration, "net10.0", "buildcompress.dll");

    /// <summary>What every <c>dotnet</c> command of these tests gets.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["NUGET_PACKAGES"] = Path.Combine(Folder, "packages"),
        ["BUILDCOMPRESS_STORE"] = Path.Combine(Folder, "store"),
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    public async Task InitializeAsync()
    {
        var project = Path.Combine(Repository.Root, "tasks", "BuildCompress.MSBuild", "BuildCompress.MSBuild.csproj");
        var packed = await Dotnet.Run(
            Folder, new Dictionary<string, string>(), "pack", project, "--no-build", "-c", Configuration, "-o", Path.Combine(Folder, "feed"));
        Assert.True(packed.ExitCode == 0, packed.Output);
        await File.WriteAllTextAsync(Path.Combine(Folder, "NuGet.config"), """
            <configuration><packageSources><clear /><add key="packed" value="feed" /></packageSources></configuration>
            """);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }
}
