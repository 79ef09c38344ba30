namespace BuildCompress.Selection.Solving;

/// <summary>
/// A kind of step the polish takes: one channel index of a group, or of both sides of a residual site at once, is turned on or off.
/// </summary>
/// <param name="Group">The group; of a site the sum, or the branch when the branch moves.</param>
/// <param name="Partner">The sum's group when branch and sum move together, else -1.</param>
internal readonly record struct Move(int Group, int Partner)
{
    public static Move[] Of(CompiledProblem problem)
    {
        var moves = new List<Move>();
        for (var g = 0; g < problem.GroupCount; g++)
            moves.Add(new Move(g, -1));
        foreach (var rule in problem.Problem.Residuals)
            moves.Add(new Move(rule.Branch, rule.Sum));
        return [.. moves];
    }

    /// <summary>By how many channels the move changes its groups: to the next allowed count of each, which must agree; 0 when it cannot.</summary>
    public int Step(SelectionState state, bool up)
    {
        var step = Step(state, Group, up);
        return Partner < 0 || Step(state, Partner, up) == step ? step : 0;
    }

    private static int Step(SelectionState state, int group, bool up)
    {
        var counts = state.Problem.Counts[group];
        var next = up ? counts.Above(state.Count[group]) : counts.Below(state.Count[group]);
        return next < 0 ? 0 : Math.Abs(next - state.Count[group]);
    }
}
