using System.CommandLine;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Pipeline.Store;
using Spectre.Console;

namespace BuildCompress.Cli.Commands;

/// <summary><c>schema</c>: the manifest's JSON schema.</summary>
internal static class SchemaCommand
{
    public static Command Create(Terminal terminal, StopRequest stop)
    {
        var output = new Option<FileInfo?>("--output", "-o") { Description = "Write it to this file instead of standard output." };
        var command = new Command("schema", "Print the manifest's JSON schema.") { output };
        command.SetAction((parsed, _) => Invocation.RunAsync(OutputFormat.Text, terminal, stop, (_, _) =>
            Task.FromResult<IResult>(Write(parsed.GetValue(output)))));
        return command;
    }

    private static SchemaResult Write(FileInfo? file)
    {
        if (file is null)
            return new SchemaResult(ManifestSchema.Generate());
        WriteFailure.Guard(file.FullName, () => File.WriteAllText(file.FullName, ManifestSchema.Generate()));
        return new SchemaResult("");
    }

    private sealed record SchemaResult(string Text) : IResult
    {
        public ExitCode AsExitCode() => ExitCode.Ok;

        public void Render(IAnsiConsole console) => console.Profile.Out.Writer.Write(Text);
    }
}
