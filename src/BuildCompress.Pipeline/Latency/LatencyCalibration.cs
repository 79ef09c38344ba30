using BuildCompress.Devices.Prediction;

namespace BuildCompress.Pipeline.Latency;

/// <summary>
/// From layers measured alone to whole networks. A layer alone is started like a network and converts between layouts at both its ends; within a network
/// neither happens: <c>Rest + sum_l (Factor t_l - PerLayer - PerElement e_l)</c> nanoseconds. One per network and precision.
/// </summary>
/// <param name="Factor">Time of a layer within a network over what it takes alone, apart from what is named below.</param>
/// <param name="Rest">Of operators that are not modelled, and of starting the network. Not negative.</param>
/// <param name="Error">Mean absolute relative error on the networks it was fitted to.</param>
internal sealed record LatencyCalibration(double Factor, double Rest, double Error)
{
    /// <summary>Channels in a block of the runtime's layout: those to try, no conversions at all first.</summary>
    private static readonly int[] Blocks = [int.MaxValue, 1, 4, 8, 16];

    /// <summary>What conversions must gain to be believed in, relative to the error without.</summary>
    private const double Gain = 0.97;

    /// <summary>A network that misses the fit by more than this many times the median miss was disturbed while it was measured.</summary>
    private const double Disturbed = 4;

    /// <summary>No more than this of the networks is left out as disturbed.</summary>
    private const double MostLeftOut = 0.25;

    /// <summary>Times as they are.</summary>
    public static LatencyCalibration None { get; } = new(1, 0, 0);

    /// <summary>Nanoseconds to start a layer alone, not negative.</summary>
    public double PerLayer { get; init; }

    /// <summary>Nanoseconds to convert an element at an end of a layer alone, not negative.</summary>
    public double PerElement { get; init; }

    /// <summary>Tensors with whole blocks of so many channels keep their layout from layer to layer; others are converted within a network too.</summary>
    public int Block { get; init; } = int.MaxValue;

    /// <summary>What the whole original took among the networks of the fit, nanoseconds; 0 before there is one.</summary>
    public double Original { get; init; }

    /// <summary>The calibration with the least relative errors, without those networks that stand out.</summary>
    /// <param name="networks">The whole original first.</param>
    public static LatencyCalibration Fit(IReadOnlyList<CalibrationNetwork> networks) => Fit(networks, Least);

    /// <summary>The same by the sum of layers alone: <c>Rest + Factor sum_l t_l</c>, for the papers' models.</summary>
    /// <param name="networks">The whole original first.</param>
    public static LatencyCalibration FitSums(IReadOnlyList<CalibrationNetwork> networks) => Fit(networks, quiet => Least(quiet, [n => n.Layers.Sum(l => l.Time), _ => 1]).Fit);

    /// <summary>Nanoseconds that a layer adds to a network. A small layer alone is mostly started, so that the fit's error may leave it less than nothing.</summary>
    public double TimeOf(LayerCost layer) => (Factor * layer.Time) - PerLayer - (PerElement * layer.Elements(Block));

    /// <summary>Nanoseconds of a network of these layers.</summary>
    public double TimeOf(IEnumerable<LayerCost> layers) => Rest + layers.Sum(TimeOf);

    /// <summary>The same for a device that takes <paramref name="factor"/> times as long.</summary>
    public LatencyCalibration Scaled(double factor) =>
        this with { Factor = Factor * factor, Rest = Rest * factor, PerLayer = PerLayer * factor, PerElement = PerElement * factor };

    private static LatencyCalibration Fit(IReadOnlyList<CalibrationNetwork> networks, Func<IReadOnlyList<CalibrationNetwork>, LatencyCalibration> least)
    {
        var all = least(networks);
        double[] misses = [.. networks.Select(all.Miss).Order()];
        var most = Math.Max(misses[misses.Length / 2] * Disturbed, misses[(int)((1 - MostLeftOut) * (misses.Length - 1))]);
        var quiet = least([.. networks.Where(n => all.Miss(n) <= most)]);
        return quiet with { Error = networks.Average(quiet.Miss), Original = networks[0].Measured };
    }

    private static LatencyCalibration Least(IReadOnlyList<CalibrationNetwork> networks)
    {
        var (best, bestError) = (None, double.PositiveInfinity);
        foreach (var block in Blocks)
        {
            var (fit, error) = Least(networks, [n => n.Layers.Sum(l => l.Time), _ => 1, n => -n.Layers.Count, n => -n.Layers.Sum(l => l.Elements(block))]);
            if (error < bestError * Gain)
                (best, bestError) = (fit with { Block = block }, error);
        }

        return best;
    }

    private static (LatencyCalibration Fit, double Error) Least(IReadOnlyList<CalibrationNetwork> networks, Func<CalibrationNetwork, double>[] terms)
    {
        var (c, error) = RelativeFit.Solve([.. networks.Select(n => terms.Select(term => term(n)).ToArray())], [.. networks.Select(n => n.Measured)]);
        return (new(c[0], c[1], 0) { PerLayer = c.ElementAtOrDefault(2), PerElement = c.ElementAtOrDefault(3) }, error);
    }

    private double Miss(CalibrationNetwork network) => Math.Abs(TimeOf(network.Layers) - network.Measured) / network.Measured;
}
