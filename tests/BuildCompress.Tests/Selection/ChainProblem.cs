using BuildCompress.Selection;

namespace BuildCompress.Tests.Selection;

/// <summary>A sequential network: layer l joins groups l and l+1; the first and the last group are fixed.</summary>
internal static class ChainProblem
{
    /// <param name="share">Budget as a part of everything's cost.</param>
    public static SelectionProblem Create(int seed, int[] widths, double share)
    {
        var random = new Random(seed);
        var groups = widths.Select((n, g) =>
            g == 0 || g == widths.Length - 1 ? SelectionGroup.Fixed($"g{g}", n) : new SelectionGroup($"g{g}", n)).ToArray();
        var strength = widths.Select(n => Enumerable.Range(0, n).Select(_ => Math.Exp(random.NextDouble() * 2)).ToArray()).ToArray();
        var terms = new List<BilinearTerm>();
        var costs = new List<BilinearCost>();
        for (var l = 0; l + 1 < widths.Length; l++)
        {
            var importance = new float[widths[l + 1] * widths[l]];
            for (var e = 0; e < importance.Length; e++)
                importance[e] = (float)(strength[l + 1][e / widths[l]] * strength[l][e % widths[l]] * random.NextDouble());
            var norm = MathF.Sqrt(importance.Sum(x => x * x));
            terms.Add(new BilinearTerm($"conv{l}", l + 1, l, Array.ConvertAll(importance, x => x / norm)));
            costs.Add(new BilinearCost(l + 1, l, 9 * random.Next(1, 5)));
        }
        var row = new BudgetRow("macs", 0, 0, [], costs);
        return new SelectionProblem(groups, terms, [], [row with { Limit = (long)(share * row.Value(widths)) }]);
    }
}
