using System.Globalization;

namespace BuildCompress.Benchmarks;

/// <summary>Numbers among a benchmark's arguments.</summary>
internal static class BenchmarkArguments
{
    /// <summary>The number after <paramref name="name"/>; <paramref name="fallback"/> where it is not given.</summary>
    public static double Number(string[] args, string name, double fallback) =>
        Array.IndexOf(args, name) is >= 0 and var at ? double.Parse(args[at + 1], CultureInfo.InvariantCulture) : fallback;
}
