using System.CommandLine;
using BuildCompress.Cli.Output;
using BuildCompress.Cli.Termination;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Protocol;
using BuildCompress.Devices;
using BuildCompress.Devices.Measurement;
using BuildCompress.Devices.Recordings;
using BuildCompress.Onnx;
using BuildCompress.Pipeline.Measurements;
using BuildCompress.Pipeline.Store;

namespace BuildCompress.Cli.Commands;

/// <summary><c>measure</c>: how fast models are on a device.</summary>
internal static class MeasureCommand
{
    public static Command Create(Terminal terminal, StopRequest stop)
    {
        var defaults = new LatencyProtocol();
        var models = new Argument<FileInfo[]>("models") { Description = "ONNX models, measured side by side.", Arity = ArgumentArity.OneOrMore };
        var agent = new Option<string>("--agent", "-a") { Description = "local, the address of an agent, or a recording.", DefaultValueFactory = _ => LocalDevice.AgentName };
        var compare = new Option<bool>("--compare") { Description = "Compare two models: the second's latency over the first's, with a 95 % interval." };
        var record = new Option<FileInfo?>("--record") { Description = "Add the result to this recording, e.g. devices/pi4.json." };
        var store = RunOptions.Store();
        var threads = Number("--threads", "Threads of the runtime.", defaults.Threads, 1, 1024);
        var blocks = Number("--blocks", "Rounds over all models, at least.", defaults.Blocks, 1, 10_000);
        var warmUp = Number("--warm-up", "Runs before anything is timed, at least.", defaults.WarmUpRuns, 0, 10_000);
        var noise = new Option<double>("--max-noise") { Description = "Largest noise of a result that counts, in percent.", DefaultValueFactory = _ => defaults.MaxNoise * 100 };
        var parallel = new Option<bool>("--parallel") { Description = "Run independent branches of a graph at the same time." };

        var command = new Command("measure", "Measure how fast models are on a device.") { models, agent, compare, record, store, threads, blocks, warmUp, noise, parallel };
        noise.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 1000))
                result.AddError("--max-noise takes a percentage above 0.");
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(compare) && result.GetValue(models) is not { Length: 2 })
                result.AddError("--compare takes two models.");
        });
        var format = FormatOptions.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var protocol = defaults.WithBlocks(parsed.GetValue(blocks)) with
            {
                Threads = parsed.GetValue(threads),
                WarmUpRuns = parsed.GetValue(warmUp),
                MaxNoise = parsed.GetValue(noise) / 100,
                Parallel = parsed.GetValue(parallel),
            };
            return Invocation.RunAsync(format.Read(parsed), terminal, stop, (progress, cancellation) => MeasureAsync(
                [.. parsed.GetRequiredValue(models).Select(file => file.FullName)], parsed.GetRequiredValue(agent), parsed.GetValue(record)?.FullName,
                parsed.GetRequiredValue(store).FullName, protocol, parsed.GetValue(compare), progress, cancellation));
        });
        return command;
    }

    private static async Task<IResult> MeasureAsync(
        string[] paths, string agent, string? record, string store, LatencyProtocol protocol, bool compare, IProgress<WorkerEvent> progress, CancellationToken cancellation)
    {
        var models = paths.Select(path => new ModelUnderTest(Path.GetFileName(path), AsOneFile(path))).ToList();
        var device = MeasuringDevices.Open(agent);
        using var connection = device as IDisposable;
        var recording = record is null ? null : await ReadOrNewAsync(record, device, cancellation);
        var report = await device.MeasureAsync(models, protocol, new Rounds(device.Name, progress), cancellation);
        if (device is not RecordedDevice)
            Keep(new MeasurementArchive(new ContentStore(store)), models, report, progress, cancellation);
        if (recording is not null)
            WriteFailure.Guard(record!, () => recording.With(models, report).Write(record!));
        return new MeasureResult(agent, report, compare ? LatencyRatio.Of(report.Models[0], report.Models[1]) : null);
    }

    /// <summary>What the result will be added to; one that cannot be written is said so before anything is measured.</summary>
    private static async Task<Recording> ReadOrNewAsync(string record, IMeasuringDevice device, CancellationToken cancellation)
    {
        WriteFailure.Guard(record, () => Recording.CheckWritable(record));
        return Recording.ReadOrNew(record, await device.DescribeAsync(cancellation));
    }

    /// <summary>A store that cannot be written costs a warning, not the result.</summary>
    private static void Keep(
        MeasurementArchive archive, IReadOnlyList<ModelUnderTest> models, MeasurementReport report, IProgress<WorkerEvent> progress, CancellationToken cancellation)
    {
        try
        {
            archive.Keep(models, report, cancellation);
        }
        catch (DiagnosticException failure)
        {
            foreach (var diagnostic in failure.Diagnostics)
                progress.Report(new DiagnosticEvent(diagnostic with { Severity = Severity.Warning }));
        }
    }

    /// <summary>The model with its external data; also tells a file that is no model before a device is bothered.</summary>
    private static byte[] AsOneFile(string path)
    {
        var model = OnnxFile.Read(path);
        return model.ExternalFiles.Count == 0 ? File.ReadAllBytes(path) : OnnxFile.ToBytes(model);
    }

    private static Option<int> Number(string name, string description, int value, int min, int max)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < min || result.GetValueOrDefault<int>() > max)
                result.AddError($"{name} takes a number from {min} to {max}.");
        });
        return option;
    }

    private sealed class Rounds(string device, IProgress<WorkerEvent> progress) : IProgress<MeasurementProgress>
    {
        public void Report(MeasurementProgress value) => progress.Report(
            new ProgressEvent(device, "Measure", value.Block, value.Blocks, Note: value.Before == 0 ? null : $"after {value.Before} other {(value.Before == 1 ? "measurement" : "measurements")}"));
    }
}
