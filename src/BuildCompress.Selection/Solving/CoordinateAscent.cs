namespace BuildCompress.Selection.Solving;

/// <summary>
/// Block coordinate ascent on <c>importance - sum_k multiplier_k * budget_k</c>. With everything else fixed, a block (a group or a residual
/// stream) without terms of its own is separable over its channels, so its step is exact.
/// </summary>
internal sealed class CoordinateAscent(CompiledProblem problem)
{
    private const int MaximumSweeps = 100;
    private const int GridSweeps = 3;

    private readonly GroupStep _groupStep = new(problem);
    private readonly StreamStep _streamStep = new(problem);
    private readonly bool[] _hasOwnTerms = [.. problem.Streams.Blocks.Select(b => HasOwnTerms(problem, b))];

    /// <summary>
    /// Steps over all blocks until none changes. Afterwards the selection obeys residual rules, minima and maxima, whatever it was before; streams
    /// may keep counts between the allowed ones.
    /// </summary>
    public void Run(SelectionState state, ReadOnlySpan<double> multipliers, CancellationToken cancellation) =>
        Run(state, multipliers, onGrid: false, MaximumSweeps, cancellation);

    /// <summary>Brings the counts of streams onto their allowed ones, losing little.</summary>
    public void MeetGrids(SelectionState state, ReadOnlySpan<double> multipliers, CancellationToken cancellation)
    {
        for (var g = 0; g < problem.GroupCount; g++)
            if (!problem.Problem.Groups[g].Allows(state.Count[g]))
            {
                Run(state, multipliers, onGrid: true, GridSweeps, cancellation);
                return;
            }
    }

    private void Run(SelectionState state, ReadOnlySpan<double> multipliers, bool onGrid, int sweeps, CancellationToken cancellation)
    {
        for (var sweep = 0; sweep < sweeps; sweep++)
        {
            var changed = false;
            for (var b = 0; b < problem.Streams.Blocks.Length; b++)
            {
                cancellation.ThrowIfCancellationRequested();
                var block = problem.Streams.Blocks[b];
                changed |= _hasOwnTerms[b] && sweep > 0
                    ? GuardedStep(state, block, multipliers, onGrid)
                    : Step(state, block, multipliers, onGrid);
            }
            if (!changed)
                return;
        }
    }

    private bool Step(SelectionState state, int[] block, ReadOnlySpan<double> multipliers, bool onGrid)
    {
        if (block.Length == 1)
            return MoveTo(state, block, _groupStep.Solve(state, block[0], multipliers));
        return MoveTo(state, block, _streamStep.Solve(state, block, multipliers, onGrid));
    }

    /// <summary>Where channels of a block add to each other, the step on frozen scores may overshoot: then it is undone and single flips climb.</summary>
    private bool GuardedStep(SelectionState state, int[] block, ReadOnlySpan<double> multipliers, bool onGrid)
    {
        var before = state.Lagrangian(multipliers);
        bool[] old = [.. state.IsOn];
        var changed = Step(state, block, multipliers, onGrid);
        if (changed && state.Lagrangian(multipliers) <= before + 1e-12 * Math.Abs(before))
        {
            MoveTo(state, block, old);
            changed = false;
        }
        return block.Length == 1 ? changed | ClimbByFlips(state, block[0], multipliers) : changed;
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
            state.Flip(best);
            changed = true;
        }
        return changed;
    }

    private bool MoveTo(SelectionState state, int[] block, ReadOnlySpan<bool> wanted)
    {
        var changed = false;
        foreach (var g in block)
            for (var v = problem.Start[g]; v < problem.Start[g + 1]; v++)
                if (state.IsOn[v] != wanted[v])
                {
                    state.Flip(v);
                    changed = true;
                }
        return changed;
    }

    private static bool HasOwnTerms(CompiledProblem problem, int[] block) =>
        block.Any(g => problem.Links[g].Any(l => block.Contains(l.Group)) || problem.Costs[g].Links.Any(l => block.Contains(l.Group)));
}
