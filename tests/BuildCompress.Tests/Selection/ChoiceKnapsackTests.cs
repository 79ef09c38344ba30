using System.Numerics;
using BuildCompress.Selection;
using BuildCompress.Selection.Spatial;

namespace BuildCompress.Tests.Selection;

public sealed class ChoiceKnapsackTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheOptimumLiesBetweenAnswerAndBoundAndIsNearlyAlwaysReached(bool rectangles)
    {
        var (optimal, shortfall) = (0, 0.0);
        for (var seed = 0; seed < 200; seed++)
        {
            var (filters, limit) = Filters(seed, rectangles);
            var optimum = Optimum(filters, 0, limit);
            var result = ChoiceKnapsack.Solve(filters, limit);

            Assert.Equal(result.Cost, result.Chosen.Select((o, f) => filters[f][o].Cost).Sum());
            Assert.Equal(result.Value, result.Chosen.Select((o, f) => filters[f][o].Value).Sum(), 1e-12);
            Assert.True(result.Cost <= limit);
            Assert.InRange(optimum, result.Value - 1e-9, result.UpperBound + 1e-9);
            optimal += optimum - result.Value < 1e-9 ? 1 : 0;
            shortfall = Math.Max(shortfall, 1 - result.Value / optimum);
        }
        Assert.True(optimal >= 180, $"{optimal} of 200 optimal, worst {shortfall:P2}");
    }

    [Fact]
    public void ColumnsAreTheBestSetOfEachSize()
    {
        double[] importance = [3, 1, 4, 1.5, 9, 2.6];
        var options = KernelChoices.Columns(importance, cost: 7);
        Assert.Equal(6, options.Count);
        for (var n = 1; n <= 6; n++)
        {
            var best = Enumerable.Range(0, 64).Where(mask => BitOperations.PopCount((uint)mask) == n)
                .Max(mask => Enumerable.Range(0, 6).Where(p => (mask >> p & 1) != 0).Sum(p => importance[p]));
            Assert.Equal((best, 7 * n, n), (options[n - 1].Value, options[n - 1].Cost, BitOperations.PopCount(options[n - 1].Kept)));
        }
    }

    [Fact]
    public void SetsAreWorthAndCostTheirPositions()
    {
        var options = KernelChoices.Sets([1, 2, 3, 4, 5, 6, 7, 8, 9], [0b111_111_111, 0b110_110_000], cost: 2);
        Assert.Equal([new ChoiceOption(45, 18, 0b111_111_111), new ChoiceOption(5 + 6 + 8 + 9, 8, 0b110_110_000)], options);
    }

    [Fact]
    public void ALimitBelowTheCheapestOptionsNamesTheirCost()
    {
        var (filters, _) = Filters(seed: 1, rectangles: false);
        var smallest = filters.Sum(options => options.Min(o => o.Cost));
        var failure = Assert.Throws<InfeasibleBudgetsException>(() => ChoiceKnapsack.Solve(filters, smallest - 1));
        Assert.Equal(smallest, failure.Reach[0].Smallest);
        Assert.Equal(smallest, ChoiceKnapsack.Solve(filters, smallest).Cost);
    }

    private static (IReadOnlyList<ChoiceOption>[] Filters, long Limit) Filters(int seed, bool rectangles)
    {
        var random = new Random(seed);
        var filters = new IReadOnlyList<ChoiceOption>[random.Next(2, 6)];
        for (var f = 0; f < filters.Length; f++)
        {
            var importance = Enumerable.Range(0, rectangles ? 4 : 5).Select(_ => random.NextDouble()).ToArray();
            long cost = random.Next(1, 9);
            filters[f] = rectangles ? KernelChoices.Sets(importance, [1, 2, 4, 8, 3, 12, 5, 10, 15], cost) : KernelChoices.Columns(importance, cost);
        }
        var (low, high) = (filters.Sum(o => o.Min(x => x.Cost)), filters.Sum(o => o.Max(x => x.Cost)));
        return (filters, low + random.NextInt64(high - low + 1));
    }

    private static double Optimum(IReadOnlyList<ChoiceOption>[] filters, int from, long left)
    {
        if (left < 0)
            return double.NegativeInfinity;
        return from == filters.Length ? 0 : filters[from].Max(o => o.Value + Optimum(filters, from + 1, left - o.Cost));
    }
}
