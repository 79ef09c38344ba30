namespace BuildCompress.Selection;

/// <summary>Recomputes a result from the problem alone, sharing no code with the solver.</summary>
public static class SelectionCheck
{
    /// <summary>Returns when the selection is allowed, every budget holds and the stated numbers are true.</summary>
    /// <exception cref="SelectionCheckException">Something the result claims is not so.</exception>
    public static void Verify(SelectionProblem problem, SelectionResult result)
    {
        Require(result.Kept.Count == problem.Groups.Count, "one mask per group");
        Span<int> counts = new int[problem.Groups.Count];
        for (var g = 0; g < counts.Length; g++)
        {
            var group = problem.Groups[g];
            Require(result.Kept[g].Length == group.Size, $"mask of group {group.Name} has its size");
            counts[g] = result.Kept[g].Count(kept => kept);
            Require(group.Allows(counts[g]), $"group {group.Name} may keep {counts[g]} of {group.Size}");
        }

        foreach (var rule in problem.Residuals)
            for (var j = 0; j < problem.Groups[rule.Sum].Size; j++)
                Require(Holds(rule, result.Kept, j), $"channel {j} of {problem.Groups[rule.Sum].Name} obeys its residual rule");

        Require(result.BudgetValues.Count == problem.Budgets.Count, "one value per budget");
        for (var k = 0; k < problem.Budgets.Count; k++)
        {
            var row = problem.Budgets[k];
            var value = row.Value(counts);
            Require(value == result.BudgetValues[k], $"budget {row.Name} is {value}, not {result.BudgetValues[k]}");
            Require(value <= row.Limit, $"budget {row.Name} is {value}, over its limit {row.Limit}");
        }

        var objective = Objective(problem, result.Kept);
        Require(Math.Abs(objective - result.Objective) <= 1e-9 * Math.Max(1, Math.Abs(objective)),
            $"the objective is {objective}, not {result.Objective}");
    }

    /// <summary>The importance that a selection keeps.</summary>
    public static double Objective(SelectionProblem problem, IReadOnlyList<bool[]> kept)
    {
        var sum = 0.0;
        foreach (var term in problem.Bilinear)
            sum += Retained(term, kept);
        foreach (var term in problem.Linear)
            sum += Retained(term, kept);
        return sum;
    }

    /// <summary>The part of a term's importance that a selection keeps.</summary>
    public static double Retained(BilinearTerm term, IReadOnlyList<bool[]> kept)
    {
        var (rows, columns) = (kept[term.Output], kept[term.Input]);
        var sum = 0.0;
        for (var j = 0; j < rows.Length; j++)
        {
            if (!rows[j])
                continue;
            var row = term.Importance.AsSpan(j * columns.Length, columns.Length);
            for (var i = 0; i < row.Length; i++)
                sum += columns[i] ? row[i] : 0;
        }
        return sum;
    }

    /// <inheritdoc cref="Retained(BilinearTerm, IReadOnlyList{bool[]})"/>
    public static double Retained(LinearTerm term, IReadOnlyList<bool[]> kept)
    {
        var sum = 0.0;
        for (var j = 0; j < term.Importance.Length; j++)
            sum += kept[term.Group][j] ? term.Importance[j] : 0;
        return sum;
    }

    private static bool Holds(ResidualRule rule, IReadOnlyList<bool[]> kept, int j)
    {
        var (u, v) = (kept[rule.Branch][j], kept[rule.Sum][j]);
        if (u || !v)
            return v || !u;
        if (rule.Source is not { } source)
            return true;
        var i = j - rule.Offset;
        return i >= 0 && i < kept[source].Length && kept[source][i];
    }

    private static void Require(bool condition, string claim)
    {
        if (!condition)
            throw new SelectionCheckException(claim);
    }
}
