using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection.Bounds;

/// <summary>
/// Maximises a linear function over the residual rules exactly, channel by channel along the streams, and says what every variable's other
/// value would cost.
/// </summary>
internal sealed class StrandMaximum(CompiledProblem problem)
{
    private readonly bool[] _isFixed = [.. problem.GroupOf.Select(g => problem.Counts[g].Smallest == problem.SizeOf(g))];
    private readonly ResidualStreams _streams = problem.Streams;
    private readonly double[] _offBefore = new double[problem.Linear.Length];
    private readonly double[] _onBefore = new double[problem.Linear.Length];
    private readonly double[] _offAfter = new double[problem.Linear.Length];
    private readonly double[] _onAfter = new double[problem.Linear.Length];
    private readonly double[] _sorted = new double[problem.LargestGroup];

    /// <summary>Groups that are kept whole.</summary>
    public int[] Whole { get; } = [.. Enumerable.Range(0, problem.GroupCount).Where(g => problem.Counts[g].Smallest == problem.SizeOf(g))];

    /// <summary>
    /// The maximum of a majorant over the rules and, for groups in no rule, over the allowed counts in their range. What lies outside other ranges
    /// counts too.
    /// </summary>
    public double Maximum(LinearMajorant majorant, CountRanges ranges)
    {
        var sum = majorant.Constant;
        foreach (var block in _streams.Blocks)
            sum += block.Length == 1 ? BestCount(majorant.Slope, block[0], ranges) : Value(majorant.Slope, block);
        return sum;
    }

    private double BestCount(double[] slope, int group, CountRanges ranges)
    {
        var allowed = problem.Problem.Groups[group];
        var (positives, all) = (0, 0.0);
        foreach (var gain in slope.AsSpan(problem.Start[group], problem.SizeOf(group)))
            if (gain > 0)
                (positives, all) = (positives + 1, all + gain);
        if (positives >= ranges.Lower[group] && positives <= ranges.Upper[group] && allowed.Allows(positives))
            return all;

        var gains = _sorted.AsSpan(0, problem.SizeOf(group));
        slope.AsSpan(problem.Start[group], gains.Length).CopyTo(gains);
        gains.Sort();
        var (sum, best) = (0.0, double.NegativeInfinity);
        for (var count = 0; count <= ranges.Upper[group]; count++)
        {
            sum += count > 0 ? gains[^count] : 0;
            if (sum > best && count >= ranges.Lower[group] && allowed.Allows(count))
                best = sum;
        }
        return best;
    }

    private double Value(double[] slope, int[] block)
    {
        var sum = 0.0;
        foreach (var g in block)
            for (var v = problem.Start[g]; v < problem.Start[g + 1]; v++)
                if (_streams[v].Sum < 0)
                {
                    Forward(slope, v);
                    if (_streams[v].NextSum < 0)
                        sum += Math.Max(_offBefore[v], _onBefore[v]);
                }
        return sum;
    }

    /// <summary>
    /// The maximum of a majorant over the rules alone, and per variable how much that falls when it is off and when it is on; one of the two is
    /// zero.
    /// </summary>
    public double Losses(LinearMajorant majorant, double[] off, double[] on)
    {
        var (slope, maximum) = (majorant.Slope, majorant.Constant);
        foreach (var block in _streams.Blocks)
            maximum += Value(slope, block);
        foreach (var block in _streams.Blocks)
            foreach (var g in block.AsEnumerable().Reverse())
                for (var v = problem.Start[g]; v < problem.Start[g + 1]; v++)
                    if (_streams[v].Sum < 0)
                        Backward(slope, v, off, on);
        return maximum;
    }

    private void Forward(double[] slope, int v)
    {
        ref readonly var site = ref _streams[v];
        var (vOff, vOn) = Values(slope, v);
        if (site.Branch < 0)
        {
            (_offBefore[v], _onBefore[v]) = (vOff, vOn);
            return;
        }
        var (uOff, uOn) = Values(slope, site.Branch);
        var (any, produced) = Source(site);
        _offBefore[v] = any + uOff + vOff;
        _onBefore[v] = vOn + Math.Max(any + uOn, produced + uOff);
    }

    private void Backward(double[] slope, int v, double[] off, double[] on)
    {
        ref readonly var site = ref _streams[v];
        var next = site.NextSum;
        (_offAfter[v], _onAfter[v]) = (0, 0);
        if (next >= 0)
        {
            var (uOff, uOn) = Values(slope, _streams[next].Branch);
            var (vOff, vOn) = Values(slope, next);
            var without = uOff + vOff + _offAfter[next];
            _offAfter[v] = Math.Max(without, uOn + vOn + _onAfter[next]);
            _onAfter[v] = Math.Max(without, Math.Max(uOn, uOff) + vOn + _onAfter[next]);
        }
        var (best0, best1) = (_offBefore[v] + _offAfter[v], _onBefore[v] + _onAfter[v]);
        var best = Math.Max(best0, best1);
        (off[v], on[v]) = (best - best0, best - best1);

        if (site.Branch < 0)
            return;
        var (branchOff, branchOn) = Values(slope, site.Branch);
        var (any, produced) = Source(site);
        var sumOn = Values(slope, v).On;
        off[site.Branch] = best - Math.Max(best0, produced + branchOff + sumOn + _onAfter[v]);
        on[site.Branch] = best - (any + branchOn + sumOn + _onAfter[v]);
    }

    private (double Any, double Produced) Source(in Site site) => site.Source switch
    {
        Site.Anything => (0, 0),
        Site.None => (0, double.NegativeInfinity),
        var s => (Math.Max(_offBefore[s], _onBefore[s]), _onBefore[s]),
    };

    private (double Off, double On) Values(double[] slope, int x) => (_isFixed[x] ? double.NegativeInfinity : 0, slope[x]);
}
