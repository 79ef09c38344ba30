namespace BuildCompress.Selection.Solving;

/// <summary>
/// Local search against the exact budgets. From a selection it drops until the budgets hold, fills what fits, swaps channels inside groups,
/// and then tries ejections: force a move up or down, mend, fill and swap again, and keep the outcome only if it is better.
/// </summary>
internal sealed class BudgetPolish(CompiledProblem problem, CancellationToken cancellation)
{
    private readonly MoveSet _moves = new(problem);
    private readonly long[] _values = new long[problem.Limits.Length];

    /// <summary>Improves a selection that obeys counts and residual rules; false when dropping cannot reach the budgets from it.</summary>
    public bool Run(SelectionState state, double[] multipliers, Random random, int kicks)
    {
        _moves.Begin();
        if (!Settle(state, multipliers))
            return false;
        while (TryEachMove(state, multipliers))
        {
        }
        for (var kick = 0; kick < kicks; kick++)
        {
            var (first, second) = (_moves.Moves[random.Next(_moves.Moves.Length)], _moves.Moves[random.Next(_moves.Moves.Length)]);
            if (Try(state, multipliers, first, up: random.Next(2) == 0, steps: 1 + random.Next(3), second))
                TryEachMove(state, multipliers);
        }
        return true;
    }

    private bool TryEachMove(SelectionState state, double[] multipliers)
    {
        var improved = false;
        foreach (var move in _moves.Moves)
        {
            improved |= Try(state, multipliers, move, up: true, steps: 1, also: null);
            improved |= Try(state, multipliers, move, up: false, steps: 1, also: null);
        }
        return improved;
    }

    /// <summary>Takes <paramref name="steps"/> of one move, one of <paramref name="also"/> the other way, and settles; undone unless better.</summary>
    private bool Try(SelectionState state, double[] multipliers, Move move, bool up, int steps, Move? also)
    {
        cancellation.ThrowIfCancellationRequested();
        var before = state.Objective;
        _moves.Begin();
        for (var step = 0; step < steps; step++)
            _moves.Execute(state, move, up);
        if (also is { } other && other != move)
            _moves.Execute(state, other, !up);
        if (!_moves.HasMoved)
            return false;
        if (Settle(state, multipliers) && state.Objective > before * (1 + 1e-12))
            return true;
        _moves.TakeBack(state);
        return false;
    }

    private bool Settle(SelectionState state, double[] multipliers)
    {
        SwapAll(state);
        while (!state.IsFeasible)
        {
            if (CheapestDrop(state) is not { } drop)
                return false;
            _moves.Execute(state, drop, up: false);
        }
        do
        {
            while (BestFill(state, multipliers) is { } fill)
                _moves.Execute(state, fill, up: true);
        }
        while (SwapAll(state));
        return true;
    }

    private bool SwapAll(SelectionState state)
    {
        var improved = false;
        foreach (var move in _moves.Moves)
            improved |= _moves.SwapAll(state, move);
        return improved;
    }

    /// <summary>The step down that costs least importance for each part of the violation it removes: nothing counts beyond the limit.</summary>
    private Move? CheapestDrop(SelectionState state)
    {
        var (best, bestRate) = ((Move?)null, double.PositiveInfinity);
        foreach (var move in _moves.Moves)
        {
            var step = move.Step(state, up: false);
            if (step == 0)
                continue;
            Array.Clear(_values);
            _moves.AddCost(state, move, step, up: false, _values);
            var relief = 0.0;
            for (var k = 0; k < _values.Length; k++)
                if (state.Value[k] > problem.Limits[k])
                    relief += (double)Math.Min(-_values[k], state.Value[k] - problem.Limits[k]) / Math.Max(1, problem.Limits[k]);
            if (relief > 0 && _moves.Score(state, move, step, up: false) is { } loss && loss / relief < bestRate)
                (best, bestRate) = (move, loss / relief);
        }
        return best;
    }

    /// <summary>The step up that fits all budgets and gains most over its price.</summary>
    private Move? BestFill(SelectionState state, double[] multipliers)
    {
        var (best, bestGain) = ((Move?)null, double.NegativeInfinity);
        foreach (var move in _moves.Moves)
        {
            var step = move.Step(state, up: true);
            if (step == 0)
                continue;
            Array.Clear(_values);
            _moves.AddCost(state, move, step, up: true, _values);
            var (fits, price) = (true, 0.0);
            for (var k = 0; k < _values.Length && fits; k++)
            {
                fits = state.Value[k] + _values[k] <= problem.Limits[k];
                price += multipliers[k] * _values[k];
            }
            if (fits && _moves.Score(state, move, step, up: true) is { } gain && gain - price > bestGain)
                (best, bestGain) = (move, gain - price);
        }
        return best;
    }
}
