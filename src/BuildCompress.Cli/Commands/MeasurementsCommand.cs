using System.CommandLine;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Recordings;
using BuildCompress.Pipeline.Measurements;
using BuildCompress.Pipeline.Store;

namespace BuildCompress.Cli.Commands;

/// <summary><c>measurements</c>: what was measured so far, and on which devices; writes a device's to a recording.</summary>
internal static class MeasurementsCommand
{
    public static Command Create(Terminal terminal, StopRequest stop)
    {
        var export = new Option<FileInfo?>("--export") { Description = "Add a device's measurements to this recording, e.g. devices/pi4.json." };
        var device = new Option<string>("--device") { Description = "Only devices whose description contains this.", DefaultValueFactory = _ => "" };
        var store = RunOptions.Store();
        var command = new Command("measurements", "Show what builds measured on which devices, or record it for builds without the device.") { export, device, store };
        var format = FormatOptions.AddTo(command);
        command.SetAction((parsed, _) => Invocation.RunAsync(format.Read(parsed), terminal, stop, (_, _) => Task.FromResult<IResult>(Run(
            new MeasurementArchive(new ContentStore(parsed.GetRequiredValue(store).FullName)), parsed.GetRequiredValue(device), parsed.GetValue(export)?.FullName))));
        return command;
    }

    private static MeasurementsResult Run(MeasurementArchive archive, string device, string? export)
    {
        var found = archive.Recordings().Where(recording => recording.Device.ToString().Contains(device, StringComparison.OrdinalIgnoreCase)).ToList();
        if (export is null)
            return new MeasurementsResult([.. found.Select(MeasuredDevice.Of)], null);
        if (found is not [var only])
            throw new DiagnosticException(NotOneDevice(found, device));
        var recording = Recording.ReadOrNew(export, only.Device).With(only.Measurements);
        WriteFailure.Guard(export, () => recording.Write(export));
        return new MeasurementsResult([MeasuredDevice.Of(recording)], export);
    }

    private static Diagnostic NotOneDevice(IReadOnlyList<Recording> found, string device) => DiagnosticCatalog.NotOneDevice.Because(
        found.Count == 0
            ? $"The store holds no measurement of a device{(device.Length > 0 ? $" like '{device}'" : "")}."
            : $"A recording is of one device, and the store holds measurements of {found.Count}: {string.Join("; ", found.Select(recording => recording.Device))}.",
        found.Count == 0 ? "Build or measure with the device first, with the same --store." : "Name one with --device, by a part of its description.");
}
