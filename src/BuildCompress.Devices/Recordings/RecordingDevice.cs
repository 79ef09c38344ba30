using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Devices.Recordings;

/// <summary>Passes everything on to a device and writes down what it measures.</summary>
/// <param name="device">Measures.</param>
/// <param name="path">The recording to add to; made when missing.</param>
public sealed class RecordingDevice(IMeasuringDevice device, string path) : IMeasuringDevice
{
    public string Name => device.Name;

    public Task<DeviceFingerprint> DescribeAsync(CancellationToken cancellation) => device.DescribeAsync(cancellation);

    /// <inheritdoc/>
    /// <exception cref="DiagnosticException">Also <c>BCMP5021</c>: the file holds something else, or another device's numbers.</exception>
    public async Task<MeasurementReport> MeasureAsync(
        IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, IProgress<MeasurementProgress>? progress, CancellationToken cancellation)
    {
        var before = Recording.ReadOrNew(path, await device.DescribeAsync(cancellation));
        var report = await device.MeasureAsync(models, protocol, progress, cancellation);
        before.With(models, report).Write(path);
        return report;
    }
}
