namespace BuildCompress.Devices.Measurement;

/// <summary>
/// How far a figure would move had the blocks fallen otherwise: whole blocks are drawn again with replacement, because runs of one block
/// share the machine's mood and are not independent (Künsch, "The jackknife and the bootstrap for general stationary observations", 1989).
/// </summary>
internal static class BlockBootstrap
{
    private const int Resamples = 400;

    /// <summary>95 % interval of a figure of one or several models that were measured in the same blocks.</summary>
    /// <param name="models">Block i of all is drawn together.</param>
    /// <param name="figure">What to make of the models' latencies, in the order given.</param>
    public static (double Low, double High) Interval(IReadOnlyList<RedrawnLatency> models, Func<double[], double> figure)
    {
        var blocks = models.Min(model => model.Blocks);
        var random = new Random(1);
        var drawn = new int[models.Max(model => model.Blocks)];
        var latencies = new double[models.Count];
        var figures = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            Array.Clear(drawn);
            for (var draw = 0; draw < blocks; draw++)
                drawn[random.Next(blocks)]++;
            for (var model = 0; model < latencies.Length; model++)
                latencies[model] = models[model].Of(drawn);
            figures[i] = figure(latencies);
        }
        Array.Sort(figures);
        return (Quantiles.Of(figures, 0.025), Quantiles.Of(figures, 0.975));
    }
}
