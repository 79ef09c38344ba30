using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Devices;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Pipeline.Latency;

/// <summary>The device of a target while it is planned for: its agent, or what was recorded of it where the agent cannot be reached.</summary>
/// <param name="Device">Measures or knows.</param>
/// <param name="Fingerprint">What it is.</param>
internal sealed record TargetDevice(IMeasuringDevice Device, DeviceFingerprint Fingerprint) : IDisposable
{
    /// <exception cref="DiagnosticException"><c>BCMP5xxx</c>: neither answers.</exception>
    public static TargetDevice Open(RunContext run, Target target)
    {
        try
        {
            return Open(run, target.Agent);
        }
        catch (DiagnosticException error) when (target.Measure.Recording is not null && error.Diagnostics[0].Id == DiagnosticCatalog.AgentUnreachable.Id)
        {
            return Open(run, target.Measure.Recording.Value);
        }
    }

    /// <summary>How a target's device measures whole networks.</summary>
    public static LatencyProtocol ProtocolOf(Target target)
    {
        var (settings, defaults) = (target.Measure, new LatencyProtocol());
        return defaults with
        {
            Threads = target.Threads,
            Parallel = settings.Parallel,
            WarmUpRuns = settings.WarmUp,
            Blocks = settings.Blocks,
            MaxBlocks = Math.Max(defaults.MaxBlocks, settings.Blocks),
            MaxNoise = settings.MaxNoise,
            Seed = target.Compress.Seed,
        };
    }

    public void Dispose() => (Device as IDisposable)?.Dispose();

    private static TargetDevice Open(RunContext run, string agent)
    {
        var device = run.Devices.Of(MeasuringDevices.Open(agent));
        try
        {
            return new TargetDevice(device, Task.Run(() => device.DescribeAsync(run.Cancellation)).GetAwaiter().GetResult());
        }
        catch
        {
            (device as IDisposable)?.Dispose();
            throw;
        }
    }
}
