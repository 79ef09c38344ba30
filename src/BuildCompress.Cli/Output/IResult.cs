using BuildCompress.Core.Diagnostics;
using Spectre.Console;

namespace BuildCompress.Cli.Output;

/// <summary>What a command found: a record whose properties are its JSON.</summary>
internal interface IResult
{
    /// <summary>How the command exits with this result.</summary>
    ExitCode AsExitCode();

    /// <summary>Writes the result for people.</summary>
    void Render(IAnsiConsole console);
}
