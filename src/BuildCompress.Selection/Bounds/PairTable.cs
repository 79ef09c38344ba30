using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection.Bounds;

/// <summary>All products of channels of two groups: importance of each, and one cost per budget for all.</summary>
/// <param name="Importance"><c>[size of A, size of B]</c>; where A is B only entries right of the diagonal count, each for both orders.</param>
/// <param name="Costs">Of one product.</param>
internal sealed record PairTable(int A, int B, float[] Importance, (int Budget, double Cost)[] Costs)
{
    /// <summary>Every pair of groups that shares importance or a cost.</summary>
    public static PairTable[] Of(CompiledProblem problem)
    {
        var tables = new SortedDictionary<(int, int), float[]>();
        for (var a = 0; a < problem.GroupCount; a++)
        {
            foreach (var link in problem.Links[a])
                if (link.Group >= a)
                    tables[(a, link.Group)] = link.Rows;
            foreach (var cost in problem.Costs[a].Links)
                if (cost.Group > a)
                    tables.TryAdd((a, cost.Group), new float[problem.SizeOf(a) * problem.SizeOf(cost.Group)]);
            if (problem.Costs[a].Self.Length > 0)
                tables.TryAdd((a, a), new float[problem.SizeOf(a) * problem.SizeOf(a)]);
        }
        return [.. tables.Select(t => new PairTable(t.Key.Item1, t.Key.Item2, t.Value, CostsOf(problem, t.Key.Item1, t.Key.Item2)))];
    }

    /// <summary>Importance of a product, on average.</summary>
    public double MeanImportance { get; } = Importance.Average();

    /// <summary>Price of one product.</summary>
    public double Price(double[] prices)
    {
        var price = 0.0;
        foreach (var (k, cost) in Costs)
            price += prices[k] * cost;
        return price;
    }

    /// <summary>First column of a row that counts.</summary>
    public int FirstColumn(int row) => A == B ? row + 1 : 0;

    private static (int, double)[] CostsOf(CompiledProblem problem, int a, int b) => a == b
        ? [.. problem.Costs[a].Self.Select(c => (c.Budget, 2.0 * c.Cost))]
        : [.. problem.Costs[a].Links.Where(c => c.Group == b).Select(c => (c.Budget, (double)c.Cost))];
}
