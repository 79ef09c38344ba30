using BuildCompress.Devices;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Benchmarks.Latency;

/// <summary>This machine, measured in this process: nothing else lives in it.</summary>
internal sealed class InProcessDevice : IMeasuringDevice
{
    public string Name => LocalDevice.AgentName;

    public Task<DeviceFingerprint> DescribeAsync(CancellationToken cancellation) => Task.FromResult(DeviceFingerprint.Current());

    public Task<MeasurementReport> MeasureAsync(
        IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, IProgress<MeasurementProgress>? progress, CancellationToken cancellation) =>
        Task.FromResult(InterleavedMeasurement.Run(models, protocol, progress, cancellation));
}
