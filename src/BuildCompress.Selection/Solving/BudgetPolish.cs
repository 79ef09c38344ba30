namespace BuildCompress.Selection.Solving;

/// <summary>
/// Local search against the exact budgets. From a selection it drops until the budgets hold, fills what fits, swaps channels inside groups,
/// and then tries ejections: force a group down or up, mend, fill and swap again, and keep the outcome only if it is better.
/// </summary>
internal sealed class BudgetPolish(CompiledProblem problem, CancellationToken cancellation)
{
    private readonly long[] _values = new long[problem.Limits.Length];
    private readonly Stack<(int Group, int Variable)> _journal = new();

    /// <summary>Ends feasible: dropping always reaches the smallest counts, which the caller has found to meet the budgets.</summary>
    public void Run(SelectionState state, double[] multipliers, Random random, int kicks)
    {
        Settle(state, multipliers);
        while (TryEachGroup(state, multipliers))
        {
        }
        for (var kick = 0; kick < kicks; kick++)
        {
            var (first, second, up) = (random.Next(problem.GroupCount), random.Next(problem.GroupCount), random.Next(2) == 0);
            var steps = 1 + random.Next(3);
            if (Try(state, multipliers, first, up, steps, second))
                TryEachGroup(state, multipliers);
        }
    }

    private bool TryEachGroup(SelectionState state, double[] multipliers)
    {
        var improved = false;
        for (var g = 0; g < problem.GroupCount; g++)
        {
            improved |= Try(state, multipliers, g, up: true, steps: 1, also: -1);
            improved |= Try(state, multipliers, g, up: false, steps: 1, also: -1);
        }
        return improved;
    }

    /// <summary>Moves <paramref name="group"/> by some allowed counts, <paramref name="also"/> one the other way, and settles; undone unless better.</summary>
    private bool Try(SelectionState state, double[] multipliers, int group, bool up, int steps, int also)
    {
        cancellation.ThrowIfCancellationRequested();
        var before = state.Objective;
        _journal.Clear();
        for (var step = 0; step < steps; step++)
            Move(state, group, up);
        if (also >= 0 && also != group)
            Move(state, also, !up);
        if (_journal.Count == 0)
            return false;

        Settle(state, multipliers);
        if (state.Objective > before * (1 + 1e-12))
            return true;
        while (_journal.TryPop(out var flip))
            state.Flip(flip.Group, flip.Variable);
        return false;
    }

    private void Settle(SelectionState state, double[] multipliers)
    {
        SwapAll(state);
        while (!state.IsFeasible)
            Move(state, CheapestDrop(state), up: false);
        do
        {
            while (BestFill(state, multipliers) is var group and >= 0)
                Move(state, group, up: true);
        }
        while (SwapAll(state));
    }

    /// <summary>The group whose next step down costs least importance for each part of the violation it removes: nothing counts beyond the limit.</summary>
    private int CheapestDrop(SelectionState state)
    {
        var (best, bestRate) = (-1, double.PositiveInfinity);
        for (var g = 0; g < problem.GroupCount; g++)
        {
            var count = problem.Counts[g].Below(state.Count[g]);
            if (count < 0)
                continue;
            Cost(state, g, count);
            var relief = 0.0;
            for (var k = 0; k < _values.Length; k++)
                if (state.Value[k] > problem.Limits[k])
                    relief += (double)Math.Min(-_values[k], state.Value[k] - problem.Limits[k]) / Math.Max(1, problem.Limits[k]);
            if (relief <= 0)
                continue;
            var rate = StepScore(state, g, count) / relief;
            if (rate < bestRate)
                (best, bestRate) = (g, rate);
        }
        return best >= 0 ? best : throw new InvalidOperationException("The smallest counts do not meet the budgets.");
    }

    /// <summary>The group whose next step up fits all budgets and gains most over its price, or -1.</summary>
    private int BestFill(SelectionState state, double[] multipliers)
    {
        var (best, bestGain) = (-1, double.NegativeInfinity);
        for (var g = 0; g < problem.GroupCount; g++)
        {
            var count = problem.Counts[g].Above(state.Count[g]);
            if (count < 0)
                continue;
            Cost(state, g, count);
            var (fits, price) = (true, 0.0);
            for (var k = 0; k < _values.Length && fits; k++)
            {
                fits = state.Value[k] + _values[k] <= problem.Limits[k];
                price += multipliers[k] * _values[k];
            }
            if (!fits)
                continue;
            var gain = StepScore(state, g, count) - price;
            if (gain > bestGain)
                (best, bestGain) = (g, gain);
        }
        return best;
    }

    private void Cost(SelectionState state, int group, int count)
    {
        Array.Clear(_values);
        state.AddCost(group, count, _values);
    }

    /// <summary>Summed scores of the channels that a move to <paramref name="count"/> would turn on (the best) or off (the worst).</summary>
    private double StepScore(SelectionState state, int group, int count)
    {
        var sum = 0.0;
        Span<int> picked = stackalloc int[Math.Abs(count - state.Count[group])];
        Pick(state, group, count > state.Count[group], picked);
        foreach (var v in picked)
            sum += state.Score[v];
        return sum;
    }

    private void Move(SelectionState state, int group, bool up)
    {
        var count = up ? problem.Counts[group].Above(state.Count[group]) : problem.Counts[group].Below(state.Count[group]);
        if (count < 0)
            return;
        Span<int> picked = stackalloc int[Math.Abs(count - state.Count[group])];
        Pick(state, group, up, picked);
        foreach (var v in picked)
            Flip(state, group, v);
    }

    private void Flip(SelectionState state, int group, int v)
    {
        state.Flip(group, v);
        _journal.Push((group, v));
    }

    /// <summary>The variables a step of the group flips: its best that are off, or its worst that are on.</summary>
    private void Pick(SelectionState state, int group, bool up, Span<int> picked)
    {
        var found = 0;
        for (var v = problem.Start[group]; v < problem.Start[group + 1]; v++)
        {
            if (state.IsOn[v] == up)
                continue;
            var at = found;
            while (at > 0 && (up ? state.Score[v] > state.Score[picked[at - 1]] : state.Score[v] < state.Score[picked[at - 1]]))
                at--;
            if (at == picked.Length)
                continue;
            found = Math.Min(found + 1, picked.Length);
            for (var i = found - 1; i > at; i--)
                picked[i] = picked[i - 1];
            picked[at] = v;
        }
    }

    private bool SwapAll(SelectionState state)
    {
        var improved = false;
        for (var g = 0; g < problem.GroupCount; g++)
            while (Swap(state, g))
                improved = true;
        return improved;
    }

    /// <summary>Exchanges the group's worst kept channel for its best dropped one when that gains: no budget changes.</summary>
    private bool Swap(SelectionState state, int group)
    {
        if (state.Count[group] == problem.SizeOf(group) || state.Count[group] == 0)
            return false;
        Span<int> worst = stackalloc int[1];
        Span<int> best = stackalloc int[1];
        Pick(state, group, up: false, worst);
        Pick(state, group, up: true, best);
        var before = state.Objective;
        if (state.Score[best[0]] <= state.Score[worst[0]] + 1e-12 * before)
            return false;
        Flip(state, group, worst[0]);
        Flip(state, group, best[0]);
        if (state.Objective > before * (1 + 1e-12))
            return true;
        for (var i = 0; i < 2; i++)
        {
            var (g, v) = _journal.Pop();
            state.Flip(g, v);
        }
        return false;
    }
}
