namespace BuildCompress.Training.Data.Samples;

/// <summary>SplitMix64 (Steele et al. 2014): one independent stream per image, so that images can be drawn in any order.</summary>
internal struct SampleRandom(ulong seed, ulong stream)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong state = Mix(seed + Golden) ^ Mix((stream * Golden) + 1);

    /// <summary>Uniform in [0, 1).</summary>
    public float Unit() => (Bits() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public float Between(float low, float high) => low + ((high - low) * Unit());

    /// <summary>Uniform among 0 … <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)(((Bits() >> 32) * (ulong)count) >> 32);

    /// <summary>Mean 0, variance 1; the sum of twelve bytes is near enough to a normal variable for sensor noise.</summary>
    public float Noise()
    {
        ulong first = Bits(), second = Bits();
        var sum = 0;
        for (var shift = 0; shift < 48; shift += 8)
            sum += (int)((first >> shift) & 255) + (int)((second >> shift) & 255);

        // Twelve uniform bytes: mean 12 * 127.5, variance 12 * (256^2 - 1) / 12.
        return (sum - 1530) * (1f / 256);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private ulong Bits() => Mix(state += Golden);
}
