namespace BuildCompress.Devices.Measurement;

/// <summary>
/// How far a quantile would move had the blocks fallen otherwise: whole blocks are drawn again with replacement, because runs of one block
/// share the machine's mood and are not independent (Künsch, "The jackknife and the bootstrap for general stationary observations", 1989).
/// </summary>
internal sealed class BlockBootstrap
{
    private const int Resamples = 400;

    private readonly double[] values;
    private readonly int[] blockOf;
    private readonly int blocks;

    /// <param name="samples">Block after block.</param>
    /// <param name="runsPerBlock">Runs of one block.</param>
    public BlockBootstrap(ReadOnlySpan<double> samples, int runsPerBlock)
    {
        blocks = samples.Length / runsPerBlock;
        values = samples[..(blocks * runsPerBlock)].ToArray();
        blockOf = new int[values.Length];
        for (var i = 0; i < blockOf.Length; i++)
            blockOf[i] = i / runsPerBlock;
        Array.Sort(values, blockOf);
    }

    /// <summary>95 % interval of a statistic of one or several models that were measured in the same blocks.</summary>
    /// <param name="models">All with equally many blocks; block i of all is drawn together.</param>
    /// <param name="share">The quantile, 0 to 1.</param>
    /// <param name="statistic">What to make of the models' quantiles, in the order given.</param>
    public static (double Low, double High) Interval(IReadOnlyList<BlockBootstrap> models, double share, Func<double[], double> statistic)
    {
        var blocks = models.Min(model => model.blocks);
        var random = new Random(1);
        var drawn = new int[models.Max(model => model.blocks)];
        var quantiles = new double[models.Count];
        var results = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            Array.Clear(drawn);
            for (var draw = 0; draw < blocks; draw++)
                drawn[random.Next(blocks)]++;
            for (var model = 0; model < quantiles.Length; model++)
                quantiles[model] = models[model].Quantile(drawn, share);
            results[i] = statistic(quantiles);
        }
        Array.Sort(results);
        return (Quantiles.Of(results, 0.025), Quantiles.Of(results, 0.975));
    }

    /// <summary>The quantile when block b counts <paramref name="drawn"/>[b] times; no sorting, the samples are sorted once.</summary>
    private double Quantile(int[] drawn, double share)
    {
        long total = 0;
        foreach (var block in blockOf)
            total += drawn[block];
        var rank = (long)(share * (total - 1));
        long seen = 0;
        for (var i = 0; i < values.Length; i++)
        {
            seen += drawn[blockOf[i]];
            if (seen > rank)
                return values[i];
        }
        return values[^1];
    }
}
