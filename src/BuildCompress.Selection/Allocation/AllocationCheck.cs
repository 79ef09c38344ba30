namespace BuildCompress.Selection.Allocation;

/// <summary>Recomputes a result from the problem alone, sharing no code with the solver.</summary>
public static class AllocationCheck
{
    /// <summary>Returns when every item has one of its alternatives, every budget holds and the stated numbers are true.</summary>
    /// <exception cref="SelectionCheckException">Something the result claims is not so.</exception>
    public static void Verify(AllocationProblem problem, AllocationResult result)
    {
        Require(result.Chosen.Count == problem.Items.Count, "one alternative per item");
        var loss = 0.0;
        var costs = new long[problem.Budgets.Count];
        for (var i = 0; i < result.Chosen.Count; i++)
        {
            Require(result.Chosen[i] >= 0 && result.Chosen[i] < problem.Items[i].Count, $"item {i} has an alternative {result.Chosen[i]}");
            var alternative = problem.Items[i][result.Chosen[i]];
            loss += alternative.Loss;
            for (var k = 0; k < costs.Length; k++)
                costs[k] += alternative.Costs[k];
        }

        Require(result.Costs.SequenceEqual(costs), "the costs are those of the alternatives");
        for (var k = 0; k < costs.Length; k++)
            Require(costs[k] <= problem.Budgets[k].Limit, $"{problem.Budgets[k].Name} is {costs[k]}, over its limit {problem.Budgets[k].Limit}");
        var rounding = 1e-9 * Math.Max(1, Math.Abs(loss));
        Require(Math.Abs(loss - result.Loss) <= rounding, $"the loss is {loss}, not {result.Loss}");
        Require(result.LowerBound <= result.Loss + rounding, "the bound is below the loss");
    }

    private static void Require(bool condition, string claim)
    {
        if (!condition)
            throw new SelectionCheckException(claim);
    }
}
