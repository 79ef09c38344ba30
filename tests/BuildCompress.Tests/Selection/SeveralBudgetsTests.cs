using BuildCompress.Selection;

namespace BuildCompress.Tests.Selection;

/// <summary>MACs, parameters, peak memory and latency at once on ResNet-56 with the residual OR-rule.</summary>
public sealed class SeveralBudgetsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AllHoldAndTheBindingOneIsNearlyUsedUp(int seed)
    {
        if (SharedData.IsMissing)
            return;
        var problem = WithBudgets(SelectionInstance.Read(SharedData.Path("selection/resnet56-0.46.json")).Problem, new Random(seed));

        var result = SelectionSolver.Solve(problem, new SolverOptions(Restarts: 2, Kicks: 20), null, default);

        var slack = problem.Budgets.Select((row, k) => 1 - (double)result.BudgetValues[k] / row.Limit).ToArray();
        Assert.All(slack, s => Assert.True(s >= 0));
        var binding = Array.IndexOf(slack, slack.Min());
        Assert.InRange(slack[binding], 0, 0.005);
        Assert.True(result.Multipliers[binding] > 0, "the binding budget has a price");
        Assert.InRange(UpperBound.Of(problem, result, new BoundOptions(Products: 100_000_000), default).Gap(result.Objective), 0, 0.025);
    }

    /// <summary>What 3 % more of a limit buys by solving again, against what its price says; a budget that does not bind buys nothing.</summary>
    [Fact]
    public void APriceSaysWhatMoreOfTheBudgetBuys()
    {
        if (SharedData.IsMissing)
            return;
        var options = new SolverOptions(Restarts: 2, Kicks: 20);
        var problem = WithBudgets(SelectionInstance.Read(SharedData.Path("selection/resnet56-0.46.json")).Problem, new Random(1));
        var result = SelectionSolver.Solve(problem, options, null, default);

        var uses = BudgetUse.Of(problem, result);
        Assert.Equal(["latency", "macs", "parameters"], uses.Select(use => use.Name));
        Assert.Equal([false, true, true], uses.Select(use => use.Binds));
        foreach (var use in uses)
        {
            var more = (long)(0.03 * use.Limit);
            var raised = problem with { Budgets = [.. problem.Budgets.Select(row => row.Name == use.Name ? row with { Limit = row.Limit + more } : row)] };
            var gain = SelectionSolver.Solve(raised, options, null, default).Objective - result.Objective;
            if (use.Binds)
            {
                Assert.InRange(use.Slack, 0, 0.005 * use.Limit);
                Assert.InRange(gain, 0.8 * use.Multiplier * more, 1.1 * use.Multiplier * more);
            }
            else
            {
                Assert.Equal(0, use.Multiplier);
                Assert.InRange(gain, -0.0005 * result.Objective, 0.0005 * result.Objective);
            }
        }
    }

    /// <summary>Three random kinds of the four. Peak memory is one row per layer: its input and output maps, at 32, 16 or 8 pixels a side.</summary>
    private static SelectionProblem WithBudgets(SelectionProblem problem, Random random)
    {
        var macs = problem.Budgets[0];
        var full = problem.Groups.Select(g => g.Size).ToArray();
        var parameters = macs with { Name = "parameters", Bilinear = [.. macs.Bilinear.Select(c => c with { Cost = 9 })] };
        var latency = macs with
        {
            Name = "latency",
            Bilinear = [.. macs.Bilinear.Select(c => c with { Cost = c.Cost / 9 })],
            Linear = [.. macs.Bilinear.SelectMany(c => new[] { new LinearCost(c.A, c.Cost), new LinearCost(c.B, c.Cost) })],
            Constant = 1_000_000,
        };
        var peaks = macs.Bilinear.Select((c, l) => new BudgetRow(
            "peak", 0, 0, [new LinearCost(c.A, c.Cost / 9), new LinearCost(c.B, c.Cost / 9)], [])).ToArray();
        var peakLimit = (long)((0.5 + 0.4 * random.NextDouble()) * peaks.Max(row => row.Value(full)));

        BudgetRow[] Limited(BudgetRow row) => [row with { Limit = (long)((0.35 + 0.5 * random.NextDouble()) * row.Value(full)) }];
        BudgetRow[][] kinds = [Limited(macs), Limited(parameters), Limited(latency), [.. peaks.Select(p => p with { Limit = peakLimit })]];
        random.Shuffle(kinds);
        return problem with { Budgets = [.. kinds.Take(3).SelectMany(rows => rows)] };
    }
}
