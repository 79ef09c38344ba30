using System.CommandLine;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;
using BuildCompress.Pipeline.Validation;

namespace BuildCompress.Cli.Commands;

/// <summary><c>validate</c>: everything that can be found wrong before any training.</summary>
internal static class ValidateCommand
{
    public static Command Create(Terminal terminal, StopRequest stop)
    {
        var manifest = RunOptions.Manifest();
        var command = new Command("validate", "Check a manifest, its model and data, and whether its budgets can be met, without training.") { manifest };
        var format = FormatOptions.AddTo(command);
        command.SetAction((parsed, _) => Invocation.RunAsync(format.Read(parsed), terminal, stop, (_, cancellation) =>
            Task.Run<IResult>(() => new ValidateResult(ManifestValidation.Run(parsed.GetRequiredValue(manifest).FullName, cancellation)), cancellation)));
        return command;
    }
}
