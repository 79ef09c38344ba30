using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Keys;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Pipeline.Store;

namespace BuildCompress.Pipeline.Measurements;

/// <summary>
/// Which device a run last found at each address, in the store: while it is away, an artifact that it verified, and that nothing has made stale since, is
/// still verified.
/// </summary>
/// <param name="store">Remembers them.</param>
internal sealed class LastSeenDevices(ContentStore store)
{
    private const string Stage = "device";

    private readonly JsonEntries<DeviceFingerprint> entries = new(store, Stage, device => device.Cpu is not null);

    /// <summary>The device that a run last found at <paramref name="agent"/>; null when none ever did.</summary>
    /// <param name="agent">Address, as the manifest gives it.</param>
    public DeviceFingerprint? Find(string agent) => entries.Find(KeyOf(agent));

    /// <summary>Remembers who answered.</summary>
    /// <param name="agent">Address, as the manifest gives it.</param>
    /// <param name="device">Who did.</param>
    /// <param name="cancellation">Stops waiting for other processes.</param>
    public void Remember(string agent, DeviceFingerprint device, CancellationToken cancellation)
    {
        if (Find(agent) == device)
            return;
        try
        {
            entries.Put(KeyOf(agent), device, cancellation);
        }
        catch (DiagnosticException)
        {
            // Where the store cannot be written a later run without the device pays for it, not this one.
        }
    }

    private static ContentKey KeyOf(string agent)
    {
        using var key = new ContentKeyBuilder(Stage).Add("agent", agent);
        return key.Build();
    }
}
