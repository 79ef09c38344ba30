using BuildCompress.Devices;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Pipeline.Measurements;

/// <summary>Passes everything on to a device and keeps what it measures.</summary>
/// <param name="device">Measures; disposed of with this one.</param>
/// <param name="archive">Keeps.</param>
public sealed class KeepingDevice(IMeasuringDevice device, MeasurementArchive archive) : IMeasuringDevice, IDisposable
{
    public string Name => device.Name;

    public Task<DeviceFingerprint> DescribeAsync(CancellationToken cancellation) => device.DescribeAsync(cancellation);

    public async Task<MeasurementReport> MeasureAsync(
        IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, IProgress<MeasurementProgress>? progress, CancellationToken cancellation)
    {
        var report = await device.MeasureAsync(models, protocol, progress, cancellation);
        archive.Keep(models, report, cancellation);
        return report;
    }

    public void Dispose() => (device as IDisposable)?.Dispose();
}
