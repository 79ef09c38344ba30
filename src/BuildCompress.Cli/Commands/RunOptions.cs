using System.CommandLine;
using BuildCompress.Pipeline;

namespace BuildCompress.Cli.Commands;

/// <summary>Arguments and options of the commands that work on a manifest.</summary>
internal static class RunOptions
{
    public static Argument<FileInfo> Manifest() => new("manifest") { Description = "The manifest, e.g. shapes.compress.json." };

    public static Option<string[]> Targets() =>
        new("--target", "-t") { Description = "Only this target; may be given several times.", DefaultValueFactory = _ => [] };

    public static Option<DirectoryInfo> Store() => new("--store")
    {
        Description = "Folder of intermediate results, shared by builds; BUILDCOMPRESS_STORE sets it too.",
        DefaultValueFactory = _ => new DirectoryInfo(RunRequest.DefaultStore),
    };

    public static Option<int> Threads()
    {
        var threads = new Option<int>("--threads") { Description = "Threads for training; 0 for all cores." };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 1024)
                result.AddError("--threads takes a number from 0 to 1024.");
        });
        return threads;
    }
}
