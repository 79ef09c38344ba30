using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Recordings;

namespace BuildCompress.Cli.Commands;

/// <summary>A device of <see cref="MeasurementsResult"/>.</summary>
/// <param name="Device">What it is.</param>
/// <param name="Measurements">How many models, each under its settings, were measured on it.</param>
internal sealed record MeasuredDevice(DeviceFingerprint Device, int Measurements)
{
    public static MeasuredDevice Of(Recording recording) => new(recording.Device, recording.Measurements.Count);
}
