using BuildCompress.Devices.Prediction;

namespace BuildCompress.Pipeline.Latency;

/// <summary>What a whole network takes, from the sum of its isolated layers: <c>Rest + Factor * sum</c> nanoseconds. One per network and precision.</summary>
/// <param name="Factor">Below 1 where layers alone pay for conversions at their ends, above where their weights are cold in the network.</param>
/// <param name="Rest">Of operators that are not modelled, and of starting the network.</param>
/// <param name="Error">Mean absolute relative error on the networks it was fitted to.</param>
internal sealed record LatencyCalibration(double Factor, double Rest, double Error)
{
    /// <summary>A network that misses the fit by more than this many times the median miss was disturbed while it was measured.</summary>
    private const double Disturbed = 4;

    /// <summary>No more than this of the networks is left out as disturbed.</summary>
    private const double MostLeftOut = 0.25;

    /// <summary>Sums as they are.</summary>
    public static LatencyCalibration None { get; } = new(1, 0, 0);

    /// <summary>What the whole original took among the networks of the fit, nanoseconds; 0 before there is one.</summary>
    public double Original { get; init; }

    /// <summary>The calibration with the least relative errors, without those networks that stand out.</summary>
    /// <param name="networks">Sum of layers and measured latency of each, nanoseconds; the whole original first.</param>
    public static LatencyCalibration Fit(IReadOnlyList<(double Sum, double Measured)> networks)
    {
        var all = Least(networks);
        double[] misses = [.. networks.Select(all.Miss).Order()];
        var most = Math.Max(misses[misses.Length / 2] * Disturbed, misses[(int)((1 - MostLeftOut) * (misses.Length - 1))]);
        var quiet = Least([.. networks.Where(n => all.Miss(n) <= most)]);
        return quiet with { Error = networks.Average(quiet.Miss), Original = networks[0].Measured };
    }

    private static LatencyCalibration Least(IReadOnlyList<(double Sum, double Measured)> networks)
    {
        var (c, _) = RelativeFit.Solve([.. networks.Select(n => new[] { n.Sum, 1 })], [.. networks.Select(n => n.Measured)]);
        return new(c[0], c[1], 0);
    }

    private double Miss((double Sum, double Measured) network) => Math.Abs((Factor * network.Sum) + Rest - network.Measured) / network.Measured;
}
