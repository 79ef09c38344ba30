using BuildCompress.Selection;

namespace BuildCompress.Tests.Selection;

/// <summary>Tiny random instances whose optimum can be found by trying everything.</summary>
internal static class RandomProblem
{
    /// <summary>
    /// At most <paramref name="maximumVariables"/> channels in 2 to 5 groups, some of which may lose all when <paramref name="vanishing"/>, terms
    /// between random groups (also a group and itself), 1 to 3 budgets.
    /// </summary>
    public static SelectionProblem Create(int seed, int maximumVariables = 14, bool grids = false, bool vanishing = false)
    {
        var random = new Random(seed);
        var groups = new List<SelectionGroup>();
        var left = maximumVariables;
        for (var g = random.Next(2, 6); g > 0 && left > 0; g--)
        {
            var size = Math.Min(left, random.Next(1, 6));
            left -= size;
            groups.Add(new SelectionGroup(
                $"g{groups.Count}", size, random.Next(8) == 0 ? size : random.Next(vanishing ? 0 : 1, Math.Min(size, 2) + 1), grids ? random.Next(1, 4) : 1));
        }

        var bilinear = new List<BilinearTerm>();
        for (var t = groups.Count + random.Next(3); t > 0; t--)
        {
            var (a, b) = (random.Next(groups.Count), random.Next(groups.Count));
            bilinear.Add(new BilinearTerm($"t{t}", a, b, Importances(random, groups[a].Size * groups[b].Size)));
        }
        var linear = new List<LinearTerm>();
        if (random.Next(2) == 0)
            linear.Add(new LinearTerm("l", 0, Importances(random, groups[0].Size)));

        var budgets = Enumerable.Range(0, random.Next(1, 4)).Select(k => Budget(random, k, groups, bilinear)).ToArray();
        return new SelectionProblem(groups, bilinear, linear, budgets);
    }

    /// <summary>
    /// A residual net of 13 to 15 channels: stem, two blocks of a middle layer and a branch each (the second may widen the stream, padded in front
    /// or behind, or have a projection), with 1 or 2 budgets. Branches and middles may lose all their channels when <paramref name="vanishing"/>.
    /// </summary>
    public static SelectionProblem CreateResidual(int seed, int granularity = 1, bool vanishing = false)
    {
        var fewest = vanishing ? 0 : 1;
        var random = new Random(seed);
        var wide = 2 + random.Next(2);
        SelectionGroup[] groups =
        [
            new("stem", 2, 1, granularity), new("middle 1", 4 - wide, fewest, granularity), new("branch 1", 2, fewest, granularity),
            new("sum 1", 2, 1, granularity), new("middle 2", 2, fewest, granularity), new("branch 2", wide, fewest, granularity),
            new("sum 2", wide, 1, granularity), SelectionGroup.Fixed("classes", 1),
        ];
        (int Output, int Input)[] layers = [(1, 0), (2, 1), (4, 3), (5, 4), (7, 6)];
        var terms = layers.Select((l, t) =>
            new BilinearTerm($"t{t}", l.Output, l.Input, Importances(random, groups[l.Output].Size * groups[l.Input].Size))).ToList();
        var budgets = Enumerable.Range(0, random.Next(1, 3)).Select(k => Budget(random, k, [.. groups], terms)).ToArray();
        return new SelectionProblem(groups, terms, [], budgets)
        {
            Residuals = [new(3, 2, 0), new(6, 5, random.Next(4) == 0 ? null : 3, random.Next(wide - 1))],
        };
    }

    private static BudgetRow Budget(Random random, int k, List<SelectionGroup> groups, List<BilinearTerm> terms)
    {
        var bilinear = terms.Select(t => new BilinearCost(t.Output, t.Input, random.Next(0, 20))).ToArray();
        var linear = Enumerable.Range(0, groups.Count).Select(g => new LinearCost(g, random.Next(0, 10))).ToArray();
        var row = new BudgetRow($"b{k}", 0, random.Next(5), linear, bilinear);
        var largest = row.Value([.. groups.Select(g => g.Size)]);
        var smallest = row.Value([.. groups.Select(g => g.SmallestAllowed)]);
        return row with { Limit = random.Next(20) == 0 ? smallest - 1 : smallest + (long)((largest - smallest) * random.NextDouble()) };
    }

    private static float[] Importances(Random random, int length)
    {
        var values = new float[length];
        for (var i = 0; i < length; i++)
            values[i] = random.Next(6) == 0 ? 0 : random.NextSingle();
        return values;
    }
}
