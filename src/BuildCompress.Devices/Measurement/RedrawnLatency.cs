namespace BuildCompress.Devices.Measurement;

/// <summary><see cref="LatencyStatistics.Latency"/> of one model's samples when some blocks count several times and others not at all. Sorts once.</summary>
internal sealed class RedrawnLatency
{
    private readonly Series wall;
    private readonly Series? cpu;

    /// <param name="samples">As they were taken; a single block is drawn from by its runs.</param>
    public RedrawnLatency(LatencySamples samples)
    {
        var runsPerBlock = samples.Blocks > 1 ? samples.RunsPerBlock : 1;
        Blocks = samples.Wall.Length / runsPerBlock;
        wall = new Series(samples.Wall, runsPerBlock, Blocks);
        cpu = LatencyStatistics.HasCpuTime(samples) ? new Series(samples.Cpu, runsPerBlock, Blocks) : null;
    }

    /// <summary>Blocks to draw from.</summary>
    public int Blocks { get; }

    /// <summary>The latency when block b counts <paramref name="drawn"/>[b] times.</summary>
    public double Of(ReadOnlySpan<int> drawn)
    {
        var undisturbed = wall.LowerQuartile(drawn, UndisturbedRuns.Tolerance);
        return cpu is null ? undisturbed : Math.Min(undisturbed, cpu.LowerQuartile(drawn, double.PositiveInfinity));
    }

    private sealed class Series
    {
        private readonly double[] ascending;
        private readonly int[] blockOf;

        public Series(double[] samples, int runsPerBlock, int blocks)
        {
            ascending = samples[..(blocks * runsPerBlock)];
            blockOf = new int[ascending.Length];
            for (var i = 0; i < blockOf.Length; i++)
                blockOf[i] = i / runsPerBlock;
            Array.Sort(ascending, blockOf);
        }

        /// <summary>Of the samples drawn that are within <paramref name="tolerance"/> times the smallest one drawn.</summary>
        public double LowerQuartile(ReadOnlySpan<int> drawn, double tolerance)
        {
            var first = 0;
            while (drawn[blockOf[first]] == 0)
                first++;
            var largest = ascending[first] * tolerance;
            long count = 0;
            for (var i = first; i < ascending.Length && ascending[i] <= largest; i++)
                count += drawn[blockOf[i]];
            var rank = (count - 1) / 4;
            var at = first;
            for (long seen = drawn[blockOf[at]]; seen <= rank; seen += drawn[blockOf[at]])
                at++;
            return ascending[at];
        }
    }
}
