using BuildCompress.Onnx.Coupling;

namespace BuildCompress.Tests;

/// <summary>Selections drawn at random, the same for the same seed.</summary>
internal static class RandomSelection
{
    /// <summary>
    /// Keeps 10 to 90 % of every group that can be pruned, at least one channel of each; when <paramref name="vanishing"/>, nothing of about every
    /// third group that may vanish. Sums of residual streams keep all that the branch brings and as much of the shortcut.
    /// </summary>
    public static ChannelSelection Draw(CouplingMap coupling, int seed, bool vanishing = false)
    {
        var random = new Random(seed);
        return StreamSums.Fit(coupling, new([.. coupling.Groups.Select(
            group => vanishing && group.MayVanish && random.Next(3) == 0 ? new bool[group.Size] : Row(group, random))]));
    }

    private static bool[] Row(ChannelGroup group, Random random)
    {
        var row = new bool[group.Size];
        var share = 0.1 + 0.8 * random.NextDouble();
        for (var i = 0; i < row.Length; i++)
            row[i] = !group.Prunable || random.NextDouble() < share;
        row[random.Next(row.Length)] = true;
        return row;
    }
}
