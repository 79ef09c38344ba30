using BuildCompress.Devices.Prediction;

namespace BuildCompress.Pipeline.Latency;

/// <summary>What a whole network takes, from the sum of its isolated layers: <c>Rest + Factor * sum</c> nanoseconds. One per network and precision.</summary>
/// <param name="Factor">Below 1 where layers alone pay for conversions at their ends, above where their weights are cold in the network.</param>
/// <param name="Rest">Of operators that are not modelled, and of starting the network.</param>
/// <param name="Error">Mean absolute relative error on the networks it was fitted to.</param>
internal sealed record LatencyCalibration(double Factor, double Rest, double Error)
{
    /// <summary>Sums as they are.</summary>
    public static LatencyCalibration None { get; } = new(1, 0, 0);

    /// <summary>The calibration with the least relative errors.</summary>
    /// <param name="networks">Sum of layers and measured latency of each, nanoseconds.</param>
    public static LatencyCalibration Fit(IReadOnlyList<(double Sum, double Measured)> networks)
    {
        var (c, _) = RelativeFit.Solve([.. networks.Select(n => new[] { n.Sum, 1 })], [.. networks.Select(n => n.Measured)]);
        return new(c[0], c[1], networks.Average(n => Math.Abs((c[0] * n.Sum) + c[1] - n.Measured) / n.Measured));
    }
}
