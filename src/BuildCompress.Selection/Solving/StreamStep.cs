namespace BuildCompress.Selection.Solving;

/// <summary>
/// The exact coordinate step of a residual stream: with everything outside fixed, each channel is a chain of (u, v) sites of its own, solved by
/// dynamic programming over whether v is on. Count limits are met by forcing the channels that lose least.
/// </summary>
internal sealed class StreamStep(CompiledProblem problem)
{
    private const int CountRounds = 64;

    private readonly ResidualStreams _streams = problem.Streams;
    private readonly double[] _weight = new double[problem.Linear.Length];
    private readonly bool[] _wanted = new bool[problem.Linear.Length];
    private readonly int[] _head = Heads(problem);
    private readonly bool[] _smallest = [.. SmallestSelection.Masks(problem.Problem, (_, _) => 0).SelectMany(mask => mask)];

    // Per v: value of the best chain up to it when it is off / on, and whether its u is on when it is.
    private readonly double[] _off = new double[problem.Linear.Length];
    private readonly double[] _on = new double[problem.Linear.Length];

    /// <summary>What the step turns on, by variable; valid for this block until the next call.</summary>
    /// <param name="onGrid">Whether counts must be allowed ones, or only from the smallest to the largest of them.</param>
    public ReadOnlySpan<bool> Solve(SelectionState state, int[] block, ReadOnlySpan<double> multipliers, bool onGrid)
    {
        foreach (var g in block)
        {
            var price = state.Price(g, multipliers) + 2 * state.Count[g] * state.SelfPrice(g, multipliers);
            for (var v = problem.Start[g]; v < problem.Start[g + 1]; v++)
                _weight[v] = state.Score[v] - price;
        }
        foreach (var g in block)
            if (!IsBranch(g))
                for (var v = problem.Start[g]; v < problem.Start[g + 1]; v++)
                    if (_streams[v].NextSum < 0)
                        SolveChain(v);
        MeetCounts(state, block, onGrid);
        return _wanted;
    }

    /// <summary>Best value of the chain that ends at <paramref name="last"/>, and its assignment.</summary>
    private double SolveChain(int last)
    {
        for (var v = _head[last]; ; v = _streams[v].NextSum)
        {
            ref readonly var site = ref _streams[v];
            if (site.Branch < 0)
            {
                (_off[v], _on[v]) = (0, _weight[v]);
            }
            else
            {
                var u = _weight[site.Branch];
                var (off, on) = site.Source >= 0 ? (_off[site.Source], _on[site.Source])
                    : site.Source == Site.Anything ? (0, 0) : (0, double.NegativeInfinity);
                var any = Math.Max(off, on);
                (_off[v], _on[v]) = (any, _weight[v] + Math.Max(any + u, on));
            }
            if (v == last)
                break;
        }

        var keep = _on[last] > _off[last];
        for (var v = last; v >= 0;)
        {
            ref readonly var site = ref _streams[v];
            _wanted[v] = keep;
            if (site.Branch < 0)
                break;
            if (site.Source < 0)
            {
                _wanted[site.Branch] = keep && (site.Source == Site.None || _weight[site.Branch] > 0);
                break;
            }
            var (off, on) = (_off[site.Source], _on[site.Source]);
            var branch = keep && Math.Max(off, on) + _weight[site.Branch] > on;
            _wanted[site.Branch] = branch;
            keep = keep && !branch ? true : on > off;
            v = site.Source;
        }
        return Math.Max(_off[last], _on[last]);
    }

    private void MeetCounts(SelectionState state, int[] block, bool onGrid)
    {
        var force = 1e4 * (1 + Math.Abs(state.Objective));
        for (var round = 0; round < CountRounds; round++)
        {
            var met = true;
            foreach (var g in block)
            {
                var count = CountWanted(g);
                var counts = problem.Counts[g];
                if (problem.Problem.Groups[g].Allows(count) || (!onGrid && count > counts.Smallest && count < counts.Largest))
                    continue;
                met = false;
                var (above, below) = (counts.Above(count), counts.Below(count));
                if (below < 0 || (above >= 0 && above - count <= count - below))
                    Force(g, above - count, on: true, force);
                else
                    Force(g, count - below, on: false, force);
            }
            if (met)
                return;
        }
        KeepWholeOrSmallest(block);
    }

    /// <summary>What always meets counts and rules, for when forcing channels one group after another does not settle.</summary>
    private void KeepWholeOrSmallest(int[] block)
    {
        var whole = block.All(g => problem.Counts[g].Largest == problem.SizeOf(g));
        foreach (var g in block)
        {
            var wanted = _wanted.AsSpan(problem.Start[g], problem.SizeOf(g));
            if (whole)
                wanted.Fill(true);
            else
                _smallest.AsSpan(problem.Start[g], wanted.Length).CopyTo(wanted);
        }
    }

    /// <summary>Turns on (or off) the <paramref name="number"/> channels of the group whose chains lose least by it, for the rest of this step.</summary>
    private void Force(int group, int number, bool on, double force)
    {
        var losses = new List<(double Loss, int Variable)>();
        for (var x = problem.Start[group]; x < problem.Start[group + 1]; x++)
        {
            if (_wanted[x] == on)
                continue;
            var last = Last(x);
            var free = SolveChain(last);
            _weight[x] += on ? force : -force;
            var forced = SolveChain(last) - (on ? force : 0);
            if (_wanted[x] == on)
                losses.Add((free - forced, x));
            _weight[x] -= on ? force : -force;
            SolveChain(last);
        }
        losses.Sort();
        foreach (var (_, x) in losses.Take(number))
        {
            _weight[x] += on ? force : -force;
            SolveChain(Last(x));
        }
    }

    private int Last(int x)
    {
        var v = _streams[x].Sum >= 0 ? _streams[x].Sum : x;
        while (_streams[v].NextSum >= 0)
            v = _streams[v].NextSum;
        return v;
    }

    private bool IsBranch(int group) => _streams[problem.Start[group]].Sum >= 0;

    private int CountWanted(int group) => _wanted.AsSpan(problem.Start[group], problem.SizeOf(group)).Count(true);

    /// <summary>Per v, the first v of its chain.</summary>
    private static int[] Heads(CompiledProblem problem)
    {
        var heads = new int[problem.Linear.Length];
        foreach (var block in problem.Streams.Blocks)
            foreach (var g in block)
                for (var v = problem.Start[g]; v < problem.Start[g + 1]; v++)
                    heads[v] = problem.Streams[v].Source is var source and >= 0 ? heads[source] : v;
        return heads;
    }
}
