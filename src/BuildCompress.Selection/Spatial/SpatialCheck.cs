using System.Numerics;

namespace BuildCompress.Selection.Spatial;

/// <summary>Recomputes what a <see cref="SpatialResult"/> claims, with no code of the solver.</summary>
public static class SpatialCheck
{
    /// <summary>Verifies every claim.</summary>
    /// <exception cref="SelectionCheckException">One does not hold.</exception>
    public static void Verify(SpatialProblem problem, SpatialResult result)
    {
        var value = 0.0;
        var costs = new long[problem.Budgets.Count];
        foreach (var (layer, kept) in problem.Layers.Zip(result.Kept))
        {
            Require(kept.Length == layer.Filters.Count, $"{layer.Name} has {layer.Filters.Count} filters");
            if (layer.Shapes is { } shapes)
            {
                Require(kept.All(shapes.Contains), $"{layer.Name} keeps sets of positions that it may keep");
                Require(kept.Distinct().Count() <= layer.MaxShapes, $"{layer.Name} keeps at most {layer.MaxShapes} different sets");
            }

            foreach (var (importance, positions) in layer.Filters.Zip(kept))
            {
                Require(positions != 0 && positions >> (importance.Length - 1) <= 1, $"each filter of {layer.Name} keeps a position that it has");
                for (var p = 0; p < importance.Length; p++)
                    value += (positions >> p & 1) != 0 ? importance[p] : 0;
                for (var k = 0; k < costs.Length; k++)
                    costs[k] += BitOperations.PopCount(positions) * layer.PositionCosts[k];
            }
        }

        Require(Math.Abs(value - result.Value) <= 1e-9 * Math.Max(1, value), $"the importance kept is {value}, not {result.Value}");
        Require(value <= result.UpperBound * (1 + 1e-9) + 1e-12, $"the importance kept is {value}, above its bound {result.UpperBound}");
        foreach (var (budget, (cost, claim)) in problem.Budgets.Zip(costs.Zip(result.Costs)))
            Require(cost == claim && cost <= budget.Limit, $"{budget.Name} is {cost}, not {claim}, its limit is {budget.Limit}");
    }

    private static void Require(bool condition, string claim)
    {
        if (!condition)
            throw new SelectionCheckException(claim);
    }
}
