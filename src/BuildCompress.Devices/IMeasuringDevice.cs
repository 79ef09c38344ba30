using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Devices;

/// <summary>A device that can say what it is and how fast models are on it: this machine, an agent elsewhere, or a recording of one.</summary>
public interface IMeasuringDevice
{
    /// <summary>What for people to call it: <c>local</c>, an address, a file.</summary>
    string Name { get; }

    /// <summary>What the device is.</summary>
    /// <exception cref="DiagnosticException"><c>BCMP5xxx</c>: it cannot be asked.</exception>
    Task<DeviceFingerprint> DescribeAsync(CancellationToken cancellation);

    /// <summary>Measures models side by side. A result that is too noisy is measured again, and refused in the end.</summary>
    /// <param name="models">At least one; names are unique.</param>
    /// <param name="protocol">How.</param>
    /// <param name="progress">Told of every round; may start again when a measurement is repeated.</param>
    /// <param name="cancellation">Stops the device too.</param>
    /// <exception cref="DiagnosticException"><c>BCMP5xxx</c>: a model does not run, the device does not answer, or it is too noisy.</exception>
    Task<MeasurementReport> MeasureAsync(
        IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, IProgress<MeasurementProgress>? progress, CancellationToken cancellation);
}
