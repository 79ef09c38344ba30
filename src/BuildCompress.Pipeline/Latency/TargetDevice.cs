using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Devices;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;
using BuildCompress.Devices.Recordings;

namespace BuildCompress.Pipeline.Latency;

/// <summary>The device of a target while it is planned for: its agent, or what was recorded of it where the agent cannot be reached.</summary>
/// <param name="Device">Measures or knows.</param>
/// <param name="Fingerprint">What it is.</param>
/// <param name="Recording">The recording that answers, relative to the manifest; null when the device does.</param>
internal sealed record TargetDevice(IMeasuringDevice Device, DeviceFingerprint Fingerprint, string? Recording) : IDisposable
{
    /// <summary>What the manifest's recording knows of this very device; null where there is none.</summary>
    public Recording? Recorded { get; private init; }

    /// <summary>For people, e.g. <c>https://pi4.local:5127: Cortex-A72</c>.</summary>
    public string Description => $"{Recording ?? Device.Name}: {Fingerprint.Cpu.Model}";

    /// <exception cref="DiagnosticException"><c>BCMP5xxx</c>: neither answers.</exception>
    public static TargetDevice Open(RunContext run, Target target)
    {
        try
        {
            var device = Open(run, target.Agent);
            return RecordingOf(target) is { } file && Devices.Recordings.Recording.Read(file) is var recorded && recorded.Device == device.Fingerprint
                ? device with { Recorded = recorded }
                : device;
        }
        catch (DiagnosticException error) when (RecordingOf(target) is not null && error.Diagnostics[0].Id == DiagnosticCatalog.AgentUnreachable.Id)
        {
            return Open(run, RecordingOf(target)!);
        }
    }

    /// <summary>Full path of the recording that a target names; null where it names none, or one that is not made yet.</summary>
    public static string? RecordingOf(Target target) => target.Measure.Recording is { } recording && File.Exists(recording.Value) ? recording.Value : null;

    /// <summary>Measures; null where only a recording answers and does not know one of the models.</summary>
    /// <exception cref="DiagnosticException"><c>BCMP5xxx</c>: the device cannot measure.</exception>
    public MeasurementReport? Measure(IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, CancellationToken cancellation)
    {
        try
        {
            return Task.Run(() => Device.MeasureAsync(models, protocol, null, cancellation)).GetAwaiter().GetResult();
        }
        catch (DiagnosticException error) when (Recording is not null && error.Diagnostics[0].Id == DiagnosticCatalog.NotRecorded.Id)
        {
            return null;
        }
    }

    /// <summary>How a target's device measures whole networks.</summary>
    public static LatencyProtocol ProtocolOf(Target target)
    {
        var (settings, defaults) = (target.Measure, new LatencyProtocol());
        return defaults.WithBlocks(settings.Blocks) with
        {
            Threads = target.Threads,
            Parallel = settings.Parallel,
            WarmUpRuns = settings.WarmUp,
            MaxNoise = settings.MaxNoise,
            Seed = target.Compress.Seed,
        };
    }

    public void Dispose() => (Device as IDisposable)?.Dispose();

    private static TargetDevice Open(RunContext run, string agent)
    {
        var fingerprint = run.Devices.Describe(agent, run.Cancellation);
        var device = run.Devices.Open(agent);
        return new TargetDevice(device, fingerprint, device is RecordedDevice ? Path.GetRelativePath(Path.GetDirectoryName(run.Manifest.Path)!, agent) : null);
    }
}
