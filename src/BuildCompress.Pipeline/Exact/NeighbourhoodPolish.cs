using System.Diagnostics;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Exact;

/// <summary>
/// Large-neighbourhood search: frees two to four groups that share a term or a residual rule, chooses for them exactly with all others as they are, and
/// goes on from the better selection, until no neighbourhood improves it or the time is up.
/// </summary>
public static class NeighbourhoodPolish
{
    /// <summary>Products of two free channels that CBC still closes within seconds.</summary>
    private const int LargestProducts = 3_000;

    /// <summary>A selection at least as good as <paramref name="known"/>, which itself is returned where there is no engine.</summary>
    /// <param name="problem">What to choose.</param>
    /// <param name="known">A feasible selection.</param>
    /// <param name="seed">Of the order of the neighbourhoods.</param>
    /// <param name="limit">Wall-clock limit of all steps; how far they come depends on the clock.</param>
    /// <param name="cancellation">Kills the engine's process.</param>
    /// <exception cref="BuildCompress.Engines.Milp.MilpException">The engine crashed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SelectionResult Improve(SelectionProblem problem, SelectionResult known, int seed, TimeSpan limit, CancellationToken cancellation)
    {
        if (!ExactSelection.IsAvailable)
            return known;
        var start = Stopwatch.GetTimestamp();
        var neighbourhoods = Neighbourhoods(problem);
        new Random(seed).Shuffle(neighbourhoods);
        var (best, unchanged) = (known, 0);
        for (var n = 0; unchanged < neighbourhoods.Length; n = (n + 1) % neighbourhoods.Length)
        {
            var left = limit - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                break;
            var step = ExactSelection.Run(problem, best, neighbourhoods[n], Min(left, limit / 4), cancellation);
            var improved = step is { } found && found.Result.Objective > best.Objective * (1 + 1e-12);
            (best, unchanged) = improved ? (step!.Value.Result, 0) : (best, unchanged + 1);
        }

        return best;
    }

    /// <summary>Every group with one neighbour, and with both neighbours of a chain, as long as the products are few enough.</summary>
    internal static IReadOnlySet<int>[] Neighbourhoods(SelectionProblem problem)
    {
        var neighbours = problem.Groups.Select(_ => new SortedSet<int>()).ToArray();
        foreach (var term in problem.Bilinear)
            Link(term.Output, term.Input);
        foreach (var rule in problem.Residuals)
        {
            Link(rule.Sum, rule.Branch);
            if (rule.Source is { } source)
                Link(rule.Sum, source);
        }

        var found = new Dictionary<string, IReadOnlySet<int>>();
        for (var g = 0; g < neighbours.Length; g++)
        {
            foreach (var a in neighbours[g])
            {
                Offer([g, a]);
                foreach (var b in neighbours[g])
                    Offer([g, a, b]);
            }
        }

        return [.. found.Values];

        void Link(int a, int b)
        {
            if (a != b)
                (_, _) = (neighbours[a].Add(b), neighbours[b].Add(a));
        }

        void Offer(int[] groups)
        {
            // A rule binds sum and branch: one without the other can hardly move.
            var all = new SortedSet<int>(groups);
            foreach (var rule in problem.Residuals)
                if (all.Contains(rule.Sum) || all.Contains(rule.Branch))
                    all.UnionWith([rule.Sum, rule.Branch]);
            var list = all.ToArray();
            if (list.Length > 4 || list.All(g => problem.Groups[g].SmallestAllowed == problem.Groups[g].Size) || Products(list) > LargestProducts)
                return;
            found.TryAdd(string.Join(',', list), all);
        }

        long Products(int[] groups) => groups.Sum(a => groups.Where(b => neighbours[a].Contains(b) && b >= a)
            .Sum(b => (long)problem.Groups[a].Size * problem.Groups[b].Size));
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
