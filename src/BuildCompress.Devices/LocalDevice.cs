using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;
using BuildCompress.Devices.Workers;

namespace BuildCompress.Devices;

/// <summary>This machine, measured by child processes: needs no set-up.</summary>
/// <param name="limits">What one measurement may take.</param>
public sealed class LocalDevice(WorkerLimits limits) : IMeasuringDevice
{
    /// <summary>How a manifest names it.</summary>
    public const string AgentName = "local";

    public string Name => AgentName;

    public Task<DeviceFingerprint> DescribeAsync(CancellationToken cancellation) => Task.FromResult(DeviceFingerprint.Current());

    public async Task<MeasurementReport> MeasureAsync(
        IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, IProgress<MeasurementProgress>? progress, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("buildcompress-measure-");
        try
        {
            var files = new List<ModelFile>(models.Count);
            foreach (var model in models)
            {
                var path = Path.Combine(folder.FullName, $"{files.Count}.onnx");
                await File.WriteAllBytesAsync(path, model.Model, cancellation);
                files.Add(new ModelFile(model.Name, path));
            }
            return await QuietMeasurement.RunAsync(files, protocol, limits, progress, cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
