using System.Text.Json;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Keys;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Json;
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
    private const string FileName = "device.json";

    /// <summary>The device that a run last found at <paramref name="agent"/>; null when none ever did.</summary>
    public DeviceFingerprint? Find(string agent)
    {
        try
        {
            return store.Find(Stage, KeyOf(agent)) is { } folder && Read(folder) is { Cpu: not null } device ? device : null;
        }
        catch (Exception damage) when (damage is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Remembers who answered. A store that cannot be written forgets, which costs a run without the device, not this one.</summary>
    public void Remember(string agent, DeviceFingerprint device, CancellationToken cancellation)
    {
        if (Find(agent) == device)
            return;
        try
        {
            store.GetOrAdd(
                Stage, KeyOf(agent), _ => false, folder => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(device, DeviceJson.Page)),
                () => null, cancellation);
        }
        catch (DiagnosticException)
        {
        }
    }

    private static DeviceFingerprint? Read(string folder) => JsonSerializer.Deserialize<DeviceFingerprint>(File.ReadAllBytes(Path.Combine(folder, FileName)), DeviceJson.Page);

    private static ContentKey KeyOf(string agent)
    {
        using var key = new ContentKeyBuilder(Stage).Add("agent", agent);
        return key.Build();
    }
}
