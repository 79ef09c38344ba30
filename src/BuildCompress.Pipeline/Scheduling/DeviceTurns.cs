using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Devices;
using BuildCompress.Devices.Agents;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Recordings;
using BuildCompress.Pipeline.Latency;
using BuildCompress.Pipeline.Measurements;

namespace BuildCompress.Pipeline.Scheduling;

/// <summary>
/// Devices as the targets of one run share them: agents elsewhere measure side by side, and beside training here; one agent, or this machine, be it by an
/// agent, measures for one target at a time.
/// </summary>
/// <param name="machine">Where the targets compute.</param>
/// <param name="archive">Keeps every measurement.</param>
/// <param name="lastSeen">Remembers who answered.</param>
internal sealed class DeviceTurns(SharedMachine machine, MeasurementArchive archive, LastSeenDevices lastSeen)
{
    private readonly ConcurrentDictionary<Uri, SemaphoreSlim> agents = [];

    /// <summary>An agent that could not be reached is not asked again so soon: every question costs seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Agent, string? Recording, bool Plans), DeviceIdentity> identities = [];
    private readonly ConcurrentDictionary<string, (DiagnosticException Error, long When)> unreachable = [];

    /// <summary>What a target's device is. Asked once in a run.</summary>
    /// <exception cref="DiagnosticException"><c>BCMP5xxx</c>: the agent refuses, or the recording cannot be read.</exception>
    public DeviceIdentity IdentityOf(Target target, CancellationToken cancellation) =>
        identities.GetOrAdd((target.Agent, target.Measure.Recording?.Value, target.Latency is not null), _ =>
        {
            var recording = TargetDevice.RecordingOf(target);
            try
            {
                var device = Describe(target.Agent, cancellation);
                if (target.Agent != Target.LocalAgent)
                    lastSeen.Remember(target.Agent, device, cancellation);
                return IdentityOf(device, target, recording);
            }
            catch (DiagnosticException error) when (error.Diagnostics[0].Id == DiagnosticCatalog.AgentUnreachable.Id)
            {
                var before = lastSeen.Find(target.Agent) is { } device ? IdentityOf(device, target, recording) : null;
                return new DeviceIdentity(
                    recording is null ? "absent" : $"recorded: {Describe(recording, cancellation)}, {HashOf(recording)}", null, new(error.Diagnostics[0], before));
            }
        });

    /// <summary>Opens a device for a target that computes now: of this machine it holds the turn already, and a recording needs none.</summary>
    /// <param name="agent">As in <see cref="MeasuringDevices.Open"/>.</param>
    /// <param name="keeps">Whether what it measures is kept.</param>
    /// <exception cref="DiagnosticException"><c>BCMP5010</c>: it could not be reached a moment ago; <c>BCMP5021</c>: no such recording.</exception>
    public IMeasuringDevice Open(string agent, bool keeps = true)
    {
        if (unreachable.TryGetValue(agent, out var failure) && Stopwatch.GetElapsedTime(failure.When) < Patience)
            throw new DiagnosticException(failure.Error.Diagnostics, failure.Error);
        return MeasuringDevices.Open(agent) switch
        {
            AgentClient client => Kept(new DeviceInTurn(client, machine, agents.GetOrAdd(client.Agent, _ => new SemaphoreSlim(1, 1)))),
            LocalDevice local => Kept(local),
            var recorded => recorded,
        };

        IMeasuringDevice Kept(IMeasuringDevice device) => keeps ? new KeepingDevice(device, archive) : device;
    }

    /// <summary>Asks a device what it is.</summary>
    /// <exception cref="DiagnosticException"><c>BCMP5xxx</c>: it cannot be asked.</exception>
    public DeviceFingerprint Describe(string agent, CancellationToken cancellation)
    {
        var device = Open(agent);
        using var connection = device as IDisposable;
        try
        {
            return Task.Run(() => device.DescribeAsync(cancellation)).GetAwaiter().GetResult();
        }
        catch (DiagnosticException error) when (error.Diagnostics[0].Id == DiagnosticCatalog.AgentUnreachable.Id)
        {
            unreachable[agent] = (error, Stopwatch.GetTimestamp());
            throw;
        }
    }

    private static DeviceIdentity IdentityOf(DeviceFingerprint device, Target target, string? recording)
    {
        var plansWith = target.Latency is not null && recording is not null && Recording.Read(recording).Device == device;
        return new DeviceIdentity(device.ToString(), plansWith ? HashOf(recording!) : null);
    }

    private static string HashOf(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
}
