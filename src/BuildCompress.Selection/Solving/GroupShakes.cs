namespace BuildCompress.Selection.Solving;

/// <summary>
/// Large steps out of a local optimum: thin out or fill one group and its neighbour at random, let the coordinate ascent answer at the prices found,
/// polish, and keep the outcome only if it is better.
/// </summary>
internal sealed class GroupShakes(SelectionState state, BudgetPolish polish, double[] multipliers, CancellationToken cancellation)
{
    private readonly CompiledProblem _problem = state.Problem;
    private readonly CoordinateAscent _ascent = new(state.Problem);
    private readonly SelectionState _best = state.Clone();
    private readonly int[] _movable = [.. Enumerable.Range(0, state.Problem.GroupCount).Where(g => !IsFixed(state.Problem, g))];

    /// <summary>Improves a selection within the budgets; also when cancelled it ends within them.</summary>
    public void Run(Random random, int shakes)
    {
        if (_movable.Length == 0)
            return;
        try
        {
            for (var shake = 0; shake < shakes; shake++)
            {
                Shake(random);
                if (!polish.Begin() || state.Objective <= _best.Objective * (1 + 1e-12))
                {
                    state.CopyFrom(_best);
                    continue;
                }
                polish.Improve(random, kicks: 0);
                _best.CopyFrom(state);
            }
        }
        catch (OperationCanceledException)
        {
            state.CopyFrom(_best);
            throw;
        }
    }

    private void Shake(Random random)
    {
        var group = _movable[random.Next(_movable.Length)];
        Refill(group, random);
        if (_problem.Links[group] is { Length: > 0 } links && random.Next(2) == 0)
            Refill(links[random.Next(links.Length)].Group, random);
        _ascent.Run(state, multipliers, cancellation);
        _ascent.MeetGrids(state, multipliers, cancellation);
    }

    private void Refill(int group, Random random)
    {
        if (IsFixed(_problem, group))
            return;
        var density = 1.5 * random.NextDouble() - 0.25;
        for (var v = _problem.Start[group]; v < _problem.Start[group + 1]; v++)
            if (state.IsOn[v] != random.NextDouble() < density)
                state.Flip(v);
    }

    private static bool IsFixed(CompiledProblem problem, int group) => problem.Counts[group].Smallest == problem.Counts[group].Largest;
}
