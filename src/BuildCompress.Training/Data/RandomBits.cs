namespace BuildCompress.Training.Data;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014): every random choice is a pure function of what it is for (seed, epoch, sample), so neither
/// threads nor resuming can change it.
/// </summary>
internal struct RandomBits(ulong state)
{
    private ulong state = state;

    /// <summary>A stream for one purpose.</summary>
    public static RandomBits For(int seed, int epoch, long item)
    {
        var bits = new RandomBits((ulong)(uint)seed);
        bits = new RandomBits(bits.Next() ^ (uint)epoch);
        return new RandomBits(bits.Next() ^ (ulong)item);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number in 0..<paramref name="bound"/> - 1; its bias is below bound / 2^64.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);
}
