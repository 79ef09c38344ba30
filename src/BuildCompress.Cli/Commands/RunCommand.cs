using System.CommandLine;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;
using BuildCompress.Pipeline;

namespace BuildCompress.Cli.Commands;

/// <summary><c>run</c>: compress the model of a manifest for its targets.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal, StopRequest stop)
    {
        var (manifest, targets, store, threads) = (RunOptions.Manifest(), RunOptions.Targets(), RunOptions.Store(), RunOptions.Threads());
        var output = new Option<DirectoryInfo>("--output", "-o")
        {
            Description = "Receives a folder per target: the model, report.json and report.md.", DefaultValueFactory = _ => new DirectoryInfo("compressed"),
        };
        var requireVerified = new Option<bool>("--require-verified") { Description = "Fail unless each artifact was measured on its target's device: for releases." };
        var cancelFile = new Option<FileInfo?>("--cancel-file") { Description = "Stop in good order as soon as this file exists." };
        var parent = new Option<int?>("--parent-pid") { Description = "Stop in good order when this process is gone." };

        var command = new Command("run", "Compress a model for its targets.") { manifest, targets, output, store, threads, requireVerified, cancelFile, parent };
        var format = FormatOptions.AddTo(command, events: true);
        command.SetAction((parsed, _) =>
        {
            if (parsed.GetValue(cancelFile) is { } file)
                stop.WatchFile(file.FullName);
            if (parsed.GetValue(parent) is { } id)
                stop.WatchParent(id);
            var request = new RunRequest(
                parsed.GetRequiredValue(manifest).FullName, parsed.GetRequiredValue(targets), parsed.GetRequiredValue(output).FullName,
                parsed.GetRequiredValue(store).FullName, parsed.GetValue(threads), parsed.GetValue(requireVerified));
            return Invocation.RunAsync(format.Read(parsed), terminal, stop, async (progress, cancellation) =>
                new RunResult((await CompressionRun.RunAsync(request, progress, cancellation)).Reports));
        });
        return command;
    }
}
