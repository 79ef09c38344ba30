using BuildCompress.Cli.Output;
using BuildCompress.Core.Diagnostics;
using Spectre.Console;

namespace BuildCompress.Cli.Commands;

/// <summary>What the store knows of devices, or what a recording of one now holds.</summary>
/// <param name="Recording">Full path of what was written; null when nothing was asked for.</param>
internal sealed record MeasurementsResult(IReadOnlyList<MeasuredDevice> Devices, string? Recording) : IResult
{
    public ExitCode AsExitCode() => ExitCode.Ok;

    public void Render(IAnsiConsole console)
    {
        var writer = console.Profile.Out.Writer;
        if (Devices.Count == 0)
            writer.WriteLine("Nothing was measured yet.");
        foreach (var device in Devices)
            writer.WriteLine($"{device.Measurements,6}  {device.Device}");
        if (Recording is not null)
            writer.WriteLine($"recorded in {Path.GetRelativePath(Environment.CurrentDirectory, Recording)}");
    }
}
