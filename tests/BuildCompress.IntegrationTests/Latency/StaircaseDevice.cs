using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Measurement;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.IntegrationTests.Latency;

/// <summary>
/// A device that computes in blocks of 8 channels and takes a nanosecond for every pair of channels and kernel position, and some for every layer, for pooling,
/// for starting, and to convert what it is given and what it gives back if those have whole blocks.
/// </summary>
/// <param name="runs">Of each model; of a single one the noise is unknown, and counts as 100 %.</param>
internal sealed class StaircaseDevice(int runs = 2) : IMeasuringDevice
{
    public const int Block = 8;

    private const double Start = 3000, PerElement = 0.05;

    /// <summary>Whether the device is slow during a measurement, by its number.</summary>
    public Func<int, bool> IsSlow { get; init; } = _ => false;

    /// <summary>Whether it is too noisy for one.</summary>
    public Func<int, bool> IsNoisy { get; init; } = _ => false;

    /// <summary>Models measured, without references.</summary>
    public int Measured { get; private set; }

    /// <summary>Measurements asked for, refused ones too.</summary>
    public int Measurements { get; private set; }

    public string Name => "staircase";

    public static double Nanoseconds(Model model)
    {
        var total = Start + (model.Graph.Nodes.Any(n => n.OpType.EndsWith("Pool", StringComparison.Ordinal) || n.OpType == "ReduceMean") ? 5000.0 : 0);
        foreach (var end in model.Graph.Inputs.Concat(model.Graph.Outputs).Select(v => v.Type.Shape).Where(s => s is [_, var channels, _, _] && channels.Value % Block == 0))
            total += PerElement * end!.Aggregate(1L, (count, dim) => count * dim.Value!.Value);
        foreach (var layer in model.Graph.Nodes.Where(n => n.OpType is "Conv" or "Gemm"))
        {
            var weight = Weight(model.Graph, layer.Inputs[1]);
            long Up(long count) => (count + Block - 1) / Block * Block;
            total += 500 + (Up(weight[0]) * Up(weight[1]) * weight.Skip(2).Aggregate(1L, (a, b) => a * b));
        }

        return total;
    }

    public Task<DeviceFingerprint> DescribeAsync(CancellationToken cancellation) => Task.FromResult(DeviceFingerprint.Current());

    public Task<MeasurementReport> MeasureAsync(
        IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, IProgress<MeasurementProgress>? progress, CancellationToken cancellation)
    {
        var number = Measurements++;
        if (IsNoisy(number))
            throw new DiagnosticException(DiagnosticCatalog.NoisyMeasurement.Because("Other work used these cores.", "Stop it."));
        Measured += models.Count(m => !m.Name.StartsWith("reference", StringComparison.Ordinal));
        return Task.FromResult(new MeasurementReport(DeviceFingerprint.Current(), protocol, [.. models.Select(m => Latency(m, IsSlow(number)))]));
    }

    private ModelLatency Latency(ModelUnderTest model, bool isSlow)
    {
        var quiet = Nanoseconds(OnnxFile.Parse(model.Model));
        var time = (isSlow ? (1.5 * quiet) + Start : quiet) / 1e6;
        var samples = new LatencySamples(1, [.. Enumerable.Repeat(time, runs)], []);
        return new ModelLatency(model.Name, LatencyStatistics.Of(samples), samples, null);
    }

    private static IReadOnlyList<long> Weight(Graph graph, string name) =>
        (graph.Constant(name) ?? graph.Constant(graph.Producer(name)!.Inputs[0]))!.Dims;
}
