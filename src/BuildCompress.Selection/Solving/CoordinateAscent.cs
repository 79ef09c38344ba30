namespace BuildCompress.Selection.Solving;

/// <summary>
/// Block coordinate ascent on <c>importance - sum_k multiplier_k * budget_k</c>. With the other groups fixed a group without terms of its
/// own is separable over its channels, so its step is exact: keep what scores above its price, as many as may be kept.
/// </summary>
internal sealed class CoordinateAscent(CompiledProblem problem)
{
    private const int MaximumSweeps = 100;

    private readonly double[] _keys = new double[LargestGroup(problem)];
    private readonly int[] _order = new int[LargestGroup(problem)];
    private readonly bool[] _wanted = new bool[LargestGroup(problem)];

    /// <summary>Steps over all groups until none changes.</summary>
    public void Run(SelectionState state, ReadOnlySpan<double> multipliers, CancellationToken cancellation)
    {
        for (var sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            var changed = false;
            for (var g = 0; g < problem.GroupCount; g++)
            {
                cancellation.ThrowIfCancellationRequested();
                changed |= HasOwnTerms(g) ? OwnTermsStep(state, g, multipliers) : Step(state, g, multipliers);
            }
            if (!changed)
                return;
        }
    }

    private bool HasOwnTerms(int group) => problem.Links[group].Any(link => link.Group == group);

    private bool Step(SelectionState state, int group, ReadOnlySpan<double> multipliers)
    {
        var size = problem.SizeOf(group);
        var scores = state.Score.AsSpan(problem.Start[group], size);
        var (price, square) = (state.Price(group, multipliers), state.SelfPrice(group, multipliers));

        for (var i = 0; i < size; i++)
            (_keys[i], _order[i]) = (-scores[i], i);
        _keys.AsSpan(0, size).Sort(_order.AsSpan(0, size));

        var (bestCount, bestValue, value) = (-1, double.NegativeInfinity, 0.0);
        for (var count = 1; count <= size; count++)
        {
            value += -_keys[count - 1] - price;
            var total = value - square * count * count;
            if (total > bestValue && problem.Problem.Groups[group].Allows(count))
                (bestCount, bestValue) = (count, total);
        }

        var wanted = _wanted.AsSpan(0, size);
        wanted.Clear();
        foreach (var i in _order.AsSpan(0, bestCount))
            wanted[i] = true;
        return MoveTo(state, group, wanted);
    }

    /// <summary>Where channels of the group add to each other, the step on frozen scores may overshoot: then it is undone and single flips climb.</summary>
    private bool OwnTermsStep(SelectionState state, int group, ReadOnlySpan<double> multipliers)
    {
        var size = problem.SizeOf(group);
        var before = state.Lagrangian(multipliers);
        var old = state.IsOn.AsSpan(problem.Start[group], size).ToArray();
        var wasAllowed = problem.Problem.Groups[group].Allows(state.Count[group]);
        var changed = Step(state, group, multipliers);
        if (changed && wasAllowed && state.Lagrangian(multipliers) <= before)
        {
            MoveTo(state, group, old);
            changed = false;
        }
        return changed | ClimbByFlips(state, group, multipliers);
    }

    private bool ClimbByFlips(SelectionState state, int group, ReadOnlySpan<double> multipliers)
    {
        var (start, end) = (problem.Start[group], problem.Start[group + 1]);
        var changed = false;
        for (var step = 0; step < end - start; step++)
        {
            var (price, square, count) = (state.Price(group, multipliers), state.SelfPrice(group, multipliers), state.Count[group]);
            var allowed = problem.Problem.Groups[group];
            var (best, bestGain) = (-1, 1e-12 * Math.Abs(state.Objective));
            for (var v = start; v < end; v++)
            {
                var sign = state.IsOn[v] ? -1 : 1;
                var gain = sign * (state.Score[v] - price) - square * ((count + sign) * (count + sign) - count * count);
                if (gain > bestGain && allowed.Allows(count + sign))
                    (best, bestGain) = (v, gain);
            }
            if (best < 0)
                return changed;
            state.Flip(group, best);
            changed = true;
        }
        return changed;
    }

    private bool MoveTo(SelectionState state, int group, ReadOnlySpan<bool> wanted)
    {
        var (start, changed) = (problem.Start[group], false);
        for (var i = 0; i < wanted.Length; i++)
        {
            if (state.IsOn[start + i] == wanted[i])
                continue;
            state.Flip(group, start + i);
            changed = true;
        }
        return changed;
    }

    private static int LargestGroup(CompiledProblem problem) => Enumerable.Range(0, problem.GroupCount).Max(problem.SizeOf);
}
