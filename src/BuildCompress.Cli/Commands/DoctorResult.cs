using BuildCompress.Cli.Output;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Engines.Probes;
using Spectre.Console;

namespace BuildCompress.Cli.Commands;

/// <summary>How the native engines are doing.</summary>
internal sealed record DoctorResult(IReadOnlyList<EngineStatus> Engines) : IResult
{
    public ExitCode AsExitCode() => Engines.All(e => e.Works || !e.IsRequired) ? ExitCode.Ok : ExitCode.Unavailable;

    public void Render(IAnsiConsole console)
    {
        foreach (var engine in Engines)
        {
            var writer = console.Profile.Out.Writer;
            writer.WriteLine($"{(engine.Works ? "ok    " : engine.IsRequired ? "BROKEN" : "absent")}  {engine.Name} {engine.Version} ({engine.Provider})");
            if (engine.Path.Length > 0)
                writer.WriteLine($"        library    {engine.Path}");
            writer.WriteLine($"        processor  {engine.InstructionSet}, {engine.Threads} threads");
            writer.WriteLine($"        self-test  {engine.SelfTest}");
        }
    }
}
