namespace BuildCompress.Devices.Measurement;

/// <summary>
/// How latency is measured: after a warm-up, every model runs in blocks, taking turns, so that a busy moment of the machine hits all
/// of them alike and the quiet quarter of each one's samples compares.
/// </summary>
public sealed record LatencyProtocol
{
    /// <summary>
    /// Threads that share the work of one node. With more than one, workers do not spin: several models live in one process.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether independent branches of the graph run at the same time, on <see cref="Threads"/> threads each.</summary>
    public bool Parallel { get; init; }

    /// <summary>Runs before anything is timed, at least; more until the model's time is steady.</summary>
    public int WarmUpRuns { get; init; } = 3;

    /// <summary>The warm-up of one model ends after this time, steady or not.</summary>
    public TimeSpan LongestWarmUp { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Rounds over all models, at least.</summary>
    public int Blocks { get; init; } = 8;

    /// <summary>Rounds are added up to this number while a result is contended.</summary>
    public int MaxBlocks { get; init; } = 24;

    /// <summary>
    /// Runs of a model in one block; more for a model too fast to fill <see cref="ShortestBlock"/>, fewer for one too slow for
    /// <see cref="TimePerModel"/>.
    /// </summary>
    public int RunsPerBlock { get; init; } = 15;

    /// <summary>
    /// A block lasts at least this long. As set here the blocks of one model span two seconds: shared machines are slow for tenths of a second at a
    /// time, all runs alike, and only a measurement that outlasts such a phase has runs that it did not touch.
    /// </summary>
    public TimeSpan ShortestBlock { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// About how long one model is timed, before rounds are added; a model slower than a <see cref="Blocks"/>th of it takes longer.
    /// </summary>
    public TimeSpan TimePerModel { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest <see cref="LatencyStatistics.Noise"/> of a result that counts, as a fraction.</summary>
    public double MaxNoise { get; init; } = 0.02;

    /// <summary>Measurements until a result counts; after that it is refused.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Seed of the random inputs.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Most samples of one model: beyond them blocks become shorter, so that a result stays of a size that can be sent and kept.</summary>
    private const int MostSamples = 1 << 16;

    /// <summary>Whether every field is in its range; a request from elsewhere may hold anything.</summary>
    public bool IsValid =>
        Threads is >= 1 and <= 1024 && WarmUpRuns is >= 0 and <= 10_000 && Blocks is >= 1 and <= 100_000 && MaxBlocks >= Blocks && MaxBlocks <= 100_000
        && RunsPerBlock is >= 1 and <= 100_000 && MaxNoise is > 0 and <= 10 && Attempts is >= 1 and <= 10
        && LongestWarmUp >= TimeSpan.Zero && ShortestBlock >= TimeSpan.Zero && TimePerModel > TimeSpan.Zero && TimePerModel <= TimeSpan.FromHours(1)
        && LongestWarmUp <= TimeSpan.FromHours(1) && ShortestBlock <= TimePerModel;

    /// <summary>The same with another number of rounds, and up to three times as many while a result is contended.</summary>
    public LatencyProtocol WithBlocks(int blocks) => this with { Blocks = blocks, MaxBlocks = 3 * blocks };

    /// <summary>Runs in one block of a model whose single run takes <paramref name="run"/>.</summary>
    public int RunsInBlock(TimeSpan run)
    {
        var time = Math.Max(run.TotalMilliseconds, 1e-4);
        var filling = (int)Math.Ceiling(ShortestBlock.TotalMilliseconds / time);
        var affordable = (int)(TimePerModel.TotalMilliseconds / Blocks / time);
        return Math.Max(1, Math.Min(Math.Max(RunsPerBlock, filling), Math.Min(affordable, MostSamples / MaxBlocks)));
    }
}
