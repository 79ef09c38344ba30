namespace BuildCompress.Devices.Measurement;

/// <summary>The timed runs of one model in the order taken; every block holds the same number.</summary>
/// <param name="RunsPerBlock">Runs of one block; at least 1.</param>
/// <param name="Wall">Wall times in milliseconds, block after block.</param>
/// <param name="Cpu">CPU times of the calling thread in milliseconds, as many as <paramref name="Wall"/>; empty where no clock gives them.</param>
public sealed record LatencySamples(int RunsPerBlock, double[] Wall, double[] Cpu)
{
    /// <summary>Number of complete blocks.</summary>
    public int Blocks => Wall.Length / RunsPerBlock;

    /// <summary>Samples without blocks: each its own.</summary>
    public static LatencySamples Unblocked(double[] wall, double[] cpu) => new(1, wall, cpu);
}
