namespace BuildCompress.Selection.Solving;

/// <summary>
/// Local search against the exact budgets. From a selection it drops until the budgets hold, fills what fits, swaps channels inside groups,
/// and then tries ejections: force a move up or down, mend, fill and swap again, and keep the outcome only if it is better.
/// </summary>
internal sealed class BudgetPolish(SelectionState state, double[] multipliers, CancellationToken cancellation)
{
    private readonly CompiledProblem _problem = state.Problem;
    private readonly MoveSet _moves = new(state);
    private readonly long[] _values = new long[multipliers.Length];

    /// <summary>Brings a selection that obeys counts and residual rules within the budgets; false when dropping cannot reach them from it.</summary>
    public bool Begin()
    {
        _moves.Begin();
        return Settle();
    }

    /// <summary>Improves a selection within the budgets; between any two tries, where it can be cancelled, it is within them.</summary>
    public void Improve(Random random, int kicks)
    {
        while (TryEachMove())
        {
        }
        for (var kick = 0; kick < kicks; kick++)
        {
            var (first, second) = (random.Next(_moves.Moves.Length), random.Next(_moves.Moves.Length));
            if (Try(first, up: random.Next(2) == 0, steps: 1 + random.Next(3), second))
                TryEachMove();
        }
    }

    private bool TryEachMove()
    {
        var improved = false;
        for (var move = 0; move < _moves.Moves.Length; move++)
        {
            improved |= Try(move, up: true, steps: 1, also: move);
            improved |= Try(move, up: false, steps: 1, also: move);
        }
        return improved;
    }

    /// <summary>Takes steps of one move, one of another the other way, and settles; undone unless better.</summary>
    private bool Try(int move, bool up, int steps, int also)
    {
        cancellation.ThrowIfCancellationRequested();
        var before = state.Objective;
        _moves.Begin();
        for (var step = 0; step < steps; step++)
            _moves.Execute(move, up);
        if (also != move)
            _moves.Execute(also, !up);
        if (!_moves.HasMoved)
            return false;
        if (Settle() && state.Objective > before * (1 + 1e-12))
            return true;
        _moves.TakeBack();
        return false;
    }

    private bool Settle()
    {
        SwapAll();
        while (!state.IsFeasible)
        {
            var drop = CheapestDrop();
            if (drop < 0)
                return false;
            _moves.Execute(drop, up: false);
        }
        do
        {
            while (BestFill() is var fill and >= 0)
                _moves.Execute(fill, up: true);
        }
        while (SwapAll());
        return true;
    }

    private bool SwapAll()
    {
        var improved = false;
        for (var move = 0; move < _moves.Moves.Length; move++)
            improved |= _moves.SwapAll(move);
        return improved;
    }

    /// <summary>The move down that costs least importance for each part of the violation it removes (nothing counts beyond the limit), or -1.</summary>
    private int CheapestDrop()
    {
        var (best, bestRate) = (-1, double.PositiveInfinity);
        for (var move = 0; move < _moves.Moves.Length; move++)
        {
            if (_moves.Find(move, up: false) is not { } picked)
                continue;
            Array.Clear(_values);
            _moves.AddCost(move, picked.Count, up: false, _values);
            var relief = 0.0;
            for (var k = 0; k < _values.Length; k++)
                if (state.Value[k] > _problem.Limits[k])
                    relief += (double)Math.Min(-_values[k], state.Value[k] - _problem.Limits[k]) / Math.Max(1, _problem.Limits[k]);
            if (relief > 0 && picked.Score / relief < bestRate)
                (best, bestRate) = (move, picked.Score / relief);
        }
        return best;
    }

    /// <summary>The move up that fits all budgets and gains most over its price, or -1.</summary>
    private int BestFill()
    {
        var (best, bestGain) = (-1, double.NegativeInfinity);
        for (var move = 0; move < _moves.Moves.Length; move++)
        {
            var step = _moves.Moves[move].Step(state, up: true);
            if (step == 0)
                continue;
            Array.Clear(_values);
            _moves.AddCost(move, step, up: true, _values);
            var (fits, price) = (true, 0.0);
            for (var k = 0; k < _values.Length && fits; k++)
            {
                fits = state.Value[k] + _values[k] <= _problem.Limits[k];
                price += multipliers[k] * _values[k];
            }
            if (fits && _moves.Find(move, up: true) is { } picked && picked.Score - price > bestGain)
                (best, bestGain) = (move, picked.Score - price);
        }
        return best;
    }
}
