using BuildCompress.Selection;
using BuildCompress.Selection.Spatial;

namespace BuildCompress.Tests.Selection;

/// <summary>Against every possible answer of tiny problems.</summary>
public sealed class SpatialSolverTests
{
    /// <summary>The rectangles of a 2 x 2 kernel.</summary>
    private static readonly ulong[] Rectangles = [0b0001, 0b0010, 0b0100, 0b1000, 0b0011, 0b1100, 0b0101, 0b1010, 0b1111];

    [Theory]
    [InlineData(false, 4, 1)]
    [InlineData(true, 1, 1)]
    [InlineData(true, 2, 1)]
    [InlineData(true, 9, 1)]
    [InlineData(false, 4, 2)]
    [InlineData(true, 2, 2)]
    [InlineData(true, 2, 3)]
    public void TheOptimumLiesBetweenAnswerAndBoundAndIsNearlyReached(bool rectangles, int maxShapes, int budgets)
    {
        const int Seeds = 40;
        var (optimal, shortfall) = (0, 0.0);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var problem = Draw(seed, rectangles, maxShapes, budgets);
            var optimum = Optimum(problem);
            var result = SpatialSolver.Solve(problem, default);
            SpatialCheck.Verify(problem, result);
            Assert.InRange(optimum, result.Value - 1e-9, result.UpperBound + 1e-9);
            optimal += optimum - result.Value < 1e-9 ? 1 : 0;
            shortfall += (1 - (result.Value / optimum)) / Seeds;
        }

        Assert.True(optimal >= Seeds / 2 && shortfall < 0.04, $"{optimal} of {Seeds} optimal, {shortfall:P2} short on average");
    }

    /// <summary>As many filters as real layers have: single choices no longer matter, and what is proved is close to what is found.</summary>
    [Theory]
    [InlineData(1, 0.01)]
    [InlineData(3, 0.03)]
    public void BoundAndAnswerMeetOnALargerProblem(int budgets, double gap)
    {
        var random = new Random(3);
        var layers = Enumerable.Range(0, 6).Select(l => new SpatialLayer(
            $"{l}", [.. Enumerable.Range(0, 64).Select(_ => Enumerable.Range(0, 4).Select(_ => Math.Exp(random.NextDouble() * 3)).ToArray())],
            Rectangles, [.. Enumerable.Range(0, budgets).Select(k => k == 0 ? 1000L << (2 * l) : 64L << (l * k))]) { MaxShapes = 4 }).ToArray();
        var problem = new SpatialProblem(layers, [.. Enumerable.Range(0, budgets).Select(k => new SpatialBudget(
            $"{k}", (long)(layers.Sum(l => 64 * 4 * l.PositionCosts[k]) * (0.45 + (0.05 * k)))))]);
        var result = SpatialSolver.Solve(problem, default);
        Assert.InRange(result.UpperBound / result.Value - 1, 0, gap);
    }

    [Fact]
    public void EverythingStaysWhereTheBudgetsAllowIt()
    {
        var problem = Draw(1, rectangles: true, maxShapes: 2, budgets: 2);
        var generous = problem with { Budgets = [.. problem.Budgets.Select(b => b with { Limit = 1L << 50 })] };
        Assert.All(SpatialSolver.Solve(generous, default).Kept, layer => Assert.All(layer, kept => Assert.Equal(0b1111UL, kept)));
    }

    [Fact]
    public void ABudgetBelowOnePositionPerFilterNamesTheSmallest()
    {
        var problem = Draw(2, rectangles: false, maxShapes: 1, budgets: 2);
        var smallest = problem.Layers.Sum(l => l.Filters.Count * l.PositionCosts[1]);
        var failure = Assert.Throws<InfeasibleBudgetsException>(() => SpatialSolver.Solve(
            problem with { Budgets = [problem.Budgets[0], problem.Budgets[1] with { Limit = smallest - 1 }] }, default));
        Assert.Equal((true, smallest), (failure.Reach[0].IsReachable, failure.Reach[1].Smallest));
    }

    private static SpatialProblem Draw(int seed, bool rectangles, int maxShapes, int budgets)
    {
        var random = new Random(seed);
        var layers = Enumerable.Range(0, 2).Select(l => new SpatialLayer(
            $"layer {l}", [.. Enumerable.Range(0, random.Next(1, rectangles ? 4 : 3)).Select(_ => Enumerable.Range(0, 4).Select(_ => random.NextDouble()).ToArray())],
            rectangles ? Rectangles : null, [.. Enumerable.Range(0, budgets).Select(_ => random.NextInt64(1, 9))]) { MaxShapes = maxShapes }).ToArray();
        return new(layers, [.. Enumerable.Range(0, budgets).Select(k => new SpatialBudget(
            $"budget {k}", (long)(layers.Sum(l => l.Filters.Count * l.PositionCosts[k]) * (1.2 + (2.6 * random.NextDouble())))))]);
    }

    private static double Optimum(SpatialProblem problem)
    {
        var filters = problem.Layers.SelectMany((layer, l) => layer.Filters.Select(f => (Layer: l, Importance: f))).ToArray();
        var used = problem.Layers.Select(_ => new Dictionary<ulong, int>()).ToArray();
        return From(0, new long[problem.Budgets.Count]);

        double From(int at, long[] costs)
        {
            if (at == filters.Length)
                return 0;
            var (l, importance) = filters[at];
            var layer = problem.Layers[l];
            var best = double.NegativeInfinity;
            foreach (var kept in layer.Shapes ?? [.. Enumerable.Range(1, 15).Select(m => (ulong)m)])
            {
                var positions = Enumerable.Range(0, 4).Where(p => (kept >> p & 1) != 0).ToArray();
                long[] next = [.. costs.Select((c, k) => c + (positions.Length * layer.PositionCosts[k]))];
                used[l][kept] = used[l].GetValueOrDefault(kept) + 1;
                if (next.Index().All(c => c.Item <= problem.Budgets[c.Index].Limit) && (layer.Shapes is null || used[l].Count <= layer.MaxShapes))
                    best = Math.Max(best, positions.Sum(p => importance[p]) + From(at + 1, next));
                if (--used[l][kept] == 0)
                    used[l].Remove(kept);
            }

            return best;
        }
    }
}
