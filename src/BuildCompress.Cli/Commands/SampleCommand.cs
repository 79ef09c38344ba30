using System.CommandLine;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Pipeline.Store;
using BuildCompress.Training.Data.Samples;
using Spectre.Console;

namespace BuildCompress.Cli.Commands;

/// <summary><c>sample</c>: the data of the sample task.</summary>
internal static class SampleCommand
{
    public static Command Create(Terminal terminal, StopRequest stop)
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Receives the files; made when missing." };
        var command = new Command("sample", "Draw the sample data set: ten shapes, always the same.") { folder };
        var format = FormatOptions.AddTo(command);
        command.SetAction((parsed, _) => Invocation.RunAsync(format.Read(parsed), terminal, stop, (_, _) =>
            Task.FromResult<IResult>(Write(parsed.GetRequiredValue(folder).FullName))));
        return command;
    }

    private static SampleResult Write(string folder)
    {
        WriteFailure.Guard(folder, () => SampleDataset.Write(folder));
        return new SampleResult(Path.Combine(folder, SampleDataset.TrainFile), Path.Combine(folder, SampleDataset.ValidationFile));
    }

    private sealed record SampleResult(string Train, string Validation) : IResult
    {
        public ExitCode AsExitCode() => ExitCode.Ok;

        public void Render(IAnsiConsole console)
        {
            console.Profile.Out.Writer.WriteLine(Train);
            console.Profile.Out.Writer.WriteLine(Validation);
        }
    }
}
