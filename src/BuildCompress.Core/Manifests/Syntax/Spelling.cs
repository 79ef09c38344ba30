namespace BuildCompress.Core.Manifests.Syntax;

/// <summary>Guesses what was meant.</summary>
internal static class Spelling
{
    /// <summary>The candidate that <paramref name="word"/> most likely is a misspelling of, or null when none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        var best = candidates.Select(c => (Candidate: c, Distance: Distance(word, c))).DefaultIfEmpty((Candidate: "", Distance: int.MaxValue))
            .MinBy(c => c.Distance);
        return best.Distance <= Math.Max(1, Math.Max(word.Length, best.Candidate.Length) / 3) ? best.Candidate : null;
    }

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours, regardless of case (optimal string alignment).</summary>
    private static int Distance(string from, string to)
    {
        if (from.Length > 64)
            return int.MaxValue;
        var cost = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (Same(from[i - 1], to[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[from.Length, to.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
