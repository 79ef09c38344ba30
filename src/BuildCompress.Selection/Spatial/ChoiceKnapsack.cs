namespace BuildCompress.Selection.Spatial;

/// <summary>
/// The second stage of spatial pruning: every live filter takes exactly one of its options, the costs share one limit, and the value is largest.
/// A multiple-choice knapsack: the linear relaxation is solved exactly by the upgrades on each filter's concave hull in order of value per cost,
/// which also bounds every answer; what is left is used up by single upgrades and by pairs of a downgrade and an upgrade.
/// </summary>
public static class ChoiceKnapsack
{
    private const int MostExchanges = 100;

    /// <summary>An exchange must gain this part of the value.</summary>
    private const double LeastGain = 1e-7;

    /// <summary>Chooses within <paramref name="limit"/>.</summary>
    /// <exception cref="InfeasibleBudgetsException">The cheapest options together exceed the limit.</exception>
    public static ChoiceResult Solve(IReadOnlyList<IReadOnlyList<ChoiceOption>> filters, long limit)
    {
        var hulls = filters.Select(Hull).ToArray();
        var chosen = hulls.Select(hull => hull[0]).ToArray();
        var cost = chosen.Select((option, f) => filters[f][option].Cost).Sum();
        if (cost > limit)
            throw new InfeasibleBudgetsException([new BudgetReach("kernel positions", limit, cost, cost)]);

        var bound = TakeHullUpgrades(filters, hulls, chosen, ref cost, limit);
        for (var exchanges = 0; exchanges < MostExchanges;)
        {
            if (Upgrade(filters, chosen, ref cost, limit))
                continue;
            if (!Exchange(filters, chosen, ref cost, limit, LeastGain * bound))
                break;
            exchanges++;
        }

        var value = chosen.Select((option, f) => filters[f][option].Value).Sum();
        return new ChoiceResult(chosen, value, cost, Math.Max(bound, value));
    }

    /// <summary>What no choice within <paramref name="limit"/>, which the cheapest options meet, exceeds: <see cref="ChoiceResult.UpperBound"/> alone.</summary>
    public static double Bound(IReadOnlyList<IReadOnlyList<ChoiceOption>> filters, long limit)
    {
        var hulls = filters.Select(Hull).ToArray();
        var chosen = hulls.Select(hull => hull[0]).ToArray();
        var cost = chosen.Select((option, f) => filters[f][option].Cost).Sum();
        return TakeHullUpgrades(filters, hulls, chosen, ref cost, limit);
    }

    /// <summary>The options on the upper concave hull of value over cost, cheapest first.</summary>
    private static int[] Hull(IReadOnlyList<ChoiceOption> options)
    {
        var hull = new List<int>();
        foreach (var next in Enumerable.Range(0, options.Count).OrderBy(o => options[o].Cost).ThenByDescending(o => options[o].Value))
        {
            if (hull.Count > 0 && options[next].Value <= options[hull[^1]].Value)
                continue;
            while (hull.Count > 1 && Slope(options[hull[^2]], options[hull[^1]]) <= Slope(options[hull[^1]], options[next]))
                hull.RemoveAt(hull.Count - 1);
            hull.Add(next);
        }
        return [.. hull];
    }

    private static double Slope(ChoiceOption from, ChoiceOption to) =>
        to.Cost > from.Cost ? (to.Value - from.Value) / (to.Cost - from.Cost) : double.PositiveInfinity;

    /// <summary>Takes hull upgrades that fit, steepest first; returns the value of the linear relaxation.</summary>
    private static double TakeHullUpgrades(
        IReadOnlyList<IReadOnlyList<ChoiceOption>> filters, int[][] hulls, int[] chosen, ref long cost, long limit)
    {
        var upgrades = hulls
            .SelectMany((hull, f) => Enumerable.Range(1, hull.Length - 1).Select(step =>
                (Filter: f, Step: step, Slope: Slope(filters[f][hull[step - 1]], filters[f][hull[step]]))))
            .OrderByDescending(u => u.Slope).ThenBy(u => u.Filter).ThenBy(u => u.Step);
        var value = chosen.Select((option, f) => filters[f][option].Value).Sum();
        double? bound = null;
        foreach (var (f, step, slope) in upgrades)
        {
            var (from, to) = (filters[f][hulls[f][step - 1]], filters[f][hulls[f][step]]);
            if (to.Cost - from.Cost > limit - cost)
            {
                bound ??= value + slope * (limit - cost);
                continue;
            }
            if (chosen[f] != hulls[f][step - 1])
                continue;
            chosen[f] = hulls[f][step];
            cost += to.Cost - from.Cost;
            value += to.Value - from.Value;
        }
        return bound ?? value;
    }

    /// <summary>The single change of an option that fits and gains most.</summary>
    private static bool Upgrade(IReadOnlyList<IReadOnlyList<ChoiceOption>> filters, int[] chosen, ref long cost, long limit)
    {
        var (best, bestOption, bestGain) = (-1, -1, 0.0);
        for (var f = 0; f < chosen.Length; f++)
            for (var o = 0; o < filters[f].Count; o++)
            {
                var (now, then) = (filters[f][chosen[f]], filters[f][o]);
                if (then.Cost - now.Cost <= limit - cost && then.Value - now.Value > bestGain)
                    (best, bestOption, bestGain) = (f, o, then.Value - now.Value);
            }
        if (best < 0)
            return false;
        cost += filters[best][bestOption].Cost - filters[best][chosen[best]].Cost;
        chosen[best] = bestOption;
        return true;
    }

    /// <summary>A change to a cheaper option that pays for a better one elsewhere.</summary>
    private static bool Exchange(IReadOnlyList<IReadOnlyList<ChoiceOption>> filters, int[] chosen, ref long cost, long limit, double leastGain)
    {
        // Changes by cost, with the best gain at no more cost, of two different filters.
        var changes = Enumerable.Range(0, chosen.Length)
            .SelectMany(f => Enumerable.Range(0, filters[f].Count).Where(o => o != chosen[f]).Select(o => (
                Filter: f, Option: o, Cost: filters[f][o].Cost - filters[f][chosen[f]].Cost,
                Gain: filters[f][o].Value - filters[f][chosen[f]].Value)))
            .OrderBy(c => c.Cost).ThenByDescending(c => c.Gain).ToArray();
        var (first, second) = (new int[changes.Length], new int[changes.Length]);
        for (var c = 0; c < changes.Length; c++)
        {
            (first[c], second[c]) = c == 0 ? (-1, -1) : (first[c - 1], second[c - 1]);
            if (first[c] < 0 || changes[c].Gain > changes[first[c]].Gain)
                (first[c], second[c]) = (c, first[c] >= 0 && changes[first[c]].Filter != changes[c].Filter ? first[c] : second[c]);
            else if (changes[c].Filter != changes[first[c]].Filter && (second[c] < 0 || changes[c].Gain > changes[second[c]].Gain))
                second[c] = c;
        }

        var costs = Array.ConvertAll(changes, c => c.Cost);
        var (bestDown, bestUp, bestGain) = (-1, -1, leastGain);
        for (var down = 0; down < changes.Length && changes[down].Cost < 0; down++)
        {
            var room = limit - cost - changes[down].Cost;
            var last = LastAtMost(costs, room);
            if (last < 0)
                continue;
            var up = first[last] >= 0 && changes[first[last]].Filter != changes[down].Filter ? first[last] : second[last];
            if (up >= 0 && changes[up].Filter != changes[down].Filter && changes[down].Gain + changes[up].Gain > bestGain)
                (bestDown, bestUp, bestGain) = (down, up, changes[down].Gain + changes[up].Gain);
        }
        if (bestDown < 0)
            return false;
        foreach (var change in (int[])[bestDown, bestUp])
        {
            chosen[changes[change].Filter] = changes[change].Option;
            cost += changes[change].Cost;
        }
        return true;
    }

    private static int LastAtMost(long[] sorted, long value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] <= value ? (middle + 1, high) : (low, middle);
        }
        return low - 1;
    }
}
