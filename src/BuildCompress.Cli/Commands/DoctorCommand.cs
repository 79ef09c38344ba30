using System.CommandLine;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;
using BuildCompress.Devices.Probes;
using BuildCompress.Engines.Probes;

namespace BuildCompress.Cli.Commands;

/// <summary><c>doctor</c>: which native engines work here.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal, StopRequest stop)
    {
        var command = new Command("doctor", "Check the native engines of this machine.");
        var format = FormatOptions.AddTo(command);
        command.SetAction((parsed, _) => Invocation.RunAsync(format.Read(parsed), terminal, stop, (_, _) =>
            Task.FromResult<IResult>(new DoctorResult([LibtorchProbe.Run(), OnnxRuntimeProbe.Run(), MilpProbe.Run()]))));
        return command;
    }
}
