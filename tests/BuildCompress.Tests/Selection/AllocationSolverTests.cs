using BuildCompress.Selection;
using BuildCompress.Selection.Allocation;

namespace BuildCompress.Tests.Selection;

/// <summary>Bit allocation against brute force.</summary>
public sealed class AllocationSolverTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void FindsTheLeastLossThatTryingEverythingFinds(int budgets)
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var problem = RandomInstance(seed, items: 1 + (seed % 7), budgets);
            var least = LeastLoss(problem);
            if (double.IsPositiveInfinity(least))
            {
                Assert.Throws<InfeasibleBudgetsException>(() => AllocationSolver.Solve(problem, CancellationToken.None));
                continue;
            }

            var result = AllocationSolver.Solve(problem, CancellationToken.None);

            Assert.Equal(least, result.Loss, 9);
            Assert.Equal(result.Loss, result.LowerBound, 9);
        }
    }

    /// <summary>With lists cut short the answer may be worse, but it is allowed, and the bound still holds.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ABoundFromShortListsIsBelowTheOptimum(int budgets)
    {
        var open = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var problem = RandomInstance(seed, items: 7, budgets);
            var least = LeastLoss(problem);
            if (double.IsPositiveInfinity(least))
                continue;
            try
            {
                var result = AllocationSolver.Solve(problem, CancellationToken.None, mostKept: 2);
                Assert.InRange(result.LowerBound, double.NegativeInfinity, least + 1e-9);
                Assert.InRange(result.Loss, least - 1e-9, double.PositiveInfinity);
                open += result.LowerBound < result.Loss ? 1 : 0;
            }
            catch (InfeasibleBudgetsException)
            {
                open++; // Two lists may be too few to find what fits.
            }
        }

        Assert.InRange(open, 1, 150);
    }

    /// <summary>The size of a deep residual network: 160 layers of five widths under two budgets.</summary>
    [Fact]
    public void ADeepNetworkIsSolvedNearlyToTheOptimum()
    {
        var random = new Random(3);
        var items = Enumerable.Range(0, 160).Select(_ =>
        {
            var (size, macs, sensitivity) = (random.NextInt64(1_000, 200_000), random.NextInt64(100_000, 5_000_000), Math.Exp(6 * random.NextDouble()));
            return (IReadOnlyList<Alternative>)[.. new[] { 2, 3, 4, 6, 8 }.Select(bits => new Alternative(
                sensitivity * Math.Pow(4, -bits) * size, [size * (bits == 2 ? 2 : bits <= 4 ? 4 : 8) / 8, macs * bits * 8]))];
        }).ToArray();
        long[] limits = [.. Enumerable.Range(0, 2).Select(k => items.Sum(item => (item[0].Costs[k] + item[^1].Costs[k]) / 2))];

        var result = AllocationSolver.Solve(new AllocationProblem(items, [new("size", limits[0]), new("bops", limits[1])]), CancellationToken.None);

        Assert.InRange((result.Loss - result.LowerBound) / result.Loss, 0, 0.001);
        Assert.Contains(result.Prices, price => price > 0);
    }

    [Fact]
    public void BudgetsThatOnlyContradictEachOtherAreInfeasible()
    {
        var problem = new AllocationProblem([[new(1, [0, 2]), new(1, [2, 0])]], [new("size", 1), new("bops", 1)]);

        var error = Assert.Throws<InfeasibleBudgetsException>(() => AllocationSolver.Solve(problem, CancellationToken.None));

        Assert.All(error.Reach, reach => Assert.Equal((0L, (long?)null), (reach.Smallest, reach.SmallestBesideOthers)));
    }

    [Fact]
    public void AFalseClaimIsFoundOut()
    {
        var problem = new AllocationProblem([[new(1, [5])], [new(2, [3]), new(3, [1])]], [new("size", 7)]);
        var result = AllocationSolver.Solve(problem, CancellationToken.None);

        Assert.Equal([0, 1], result.Chosen);
        Assert.Throws<SelectionCheckException>(() => AllocationCheck.Verify(problem, result with { Chosen = [0, 0] }));
        Assert.Throws<SelectionCheckException>(() => AllocationCheck.Verify(problem, result with { Loss = 3 }));
        Assert.Throws<SelectionCheckException>(() => AllocationCheck.Verify(problem, result with { LowerBound = 5 }));
        Assert.Throws<SelectionCheckException>(() => AllocationCheck.Verify(problem with { Budgets = [new("size", 5)] }, result));
    }

    private static AllocationProblem RandomInstance(int seed, int items, int budgets)
    {
        var random = new Random(seed);
        var alternatives = Enumerable.Range(0, items).Select(_ => (IReadOnlyList<Alternative>)[.. Enumerable.Range(0, 1 + random.Next(4)).Select(
            _ => new Alternative(seed % 3 == 0 ? random.Next(5) : random.NextDouble(), [.. Enumerable.Range(0, budgets).Select(_ => random.NextInt64(-3, 20))]))]).ToArray();
        return new(alternatives, [.. Enumerable.Range(0, budgets).Select(k => new AllocationBudget($"budget {k}", items * random.NextInt64(4, 12)))]);
    }

    private static double LeastLoss(AllocationProblem problem)
    {
        var least = double.PositiveInfinity;
        var chosen = new int[problem.Items.Count];
        while (true)
        {
            var fits = problem.Budgets.Index().All(b => chosen.Index().Sum(c => problem.Items[c.Index][c.Item].Costs[b.Index]) <= b.Item.Limit);
            if (fits)
                least = Math.Min(least, chosen.Index().Sum(c => problem.Items[c.Index][c.Item].Loss));
            var i = 0;
            while (i < chosen.Length && ++chosen[i] == problem.Items[i].Count)
                chosen[i++] = 0;
            if (i == chosen.Length)
                return least;
        }
    }
}
