using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection.Bounds;

/// <summary>A box of counts: per group the fewest and the most channels kept, both allowed counts.</summary>
internal sealed class CountRanges
{
    private readonly CompiledProblem _problem;

    public CountRanges(CompiledProblem problem)
    {
        _problem = problem;
        Lower = [.. problem.Counts.Select(c => c.Smallest)];
        Upper = [.. problem.Counts.Select(c => c.Largest)];
    }

    private CountRanges(CountRanges other) =>
        (_problem, Lower, Upper, IsEmpty) = (other._problem, [.. other.Lower], [.. other.Upper], other.IsEmpty);

    public int[] Lower { get; }

    public int[] Upper { get; }

    /// <summary>No selection lies in the box.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>The part of the box where a group keeps at most <paramref name="count"/> channels.</summary>
    public CountRanges AtMost(int group, int count) => With(group, Lower[group], count);

    /// <summary>The part of the box where a group keeps at least <paramref name="count"/> channels.</summary>
    public CountRanges AtLeast(int group, int count) => With(group, count, Upper[group]);

    /// <summary>
    /// Narrows the box to what may be better than a known selection, by a majorant: from the counts at its maximum, each further channel costs
    /// at least its loss, and together they may not cost more than <paramref name="gap"/>. Channels of one group lie in different chains, so
    /// their losses add up.
    /// </summary>
    public void Narrow(double[] lossOff, double[] lossOn, double gap)
    {
        for (var g = 0; g < Lower.Length; g++)
        {
            var (off, on) = (new List<double>(), new List<double>());
            for (var x = _problem.Start[g]; x < _problem.Start[g + 1]; x++)
            {
                if (lossOn[x] > 0)
                    on.Add(lossOn[x]);
                else
                    off.Add(lossOff[x]);
            }
            Restrict(g, Math.Max(Lower[g], off.Count - Affordable(off, gap)), Math.Min(Upper[g], off.Count + Affordable(on, gap)));
        }
    }

    /// <summary>Narrows the box to counts that leave every budget room for the fewest channels of all other groups.</summary>
    public void Meet(IReadOnlyList<BudgetRow> budgets)
    {
        foreach (var row in budgets)
        {
            if (row.Value(Lower) > row.Limit)
                IsEmpty = true;
            for (var g = 0; g < Lower.Length && !IsEmpty; g++)
            {
                var (lower, upper) = (Lower[g], Upper[g]);
                while (Upper[g] > lower && Value(row, g, Upper[g]) > row.Limit)
                    Upper[g]--;
                if (Upper[g] < upper)
                    Restrict(g, lower, Upper[g]);
            }
        }
    }

    private long Value(BudgetRow row, int group, int count)
    {
        var lower = Lower[group];
        Lower[group] = count;
        var value = row.Value(Lower);
        Lower[group] = lower;
        return value;
    }

    private CountRanges With(int group, int lower, int upper)
    {
        var ranges = new CountRanges(this);
        ranges.Restrict(group, lower, upper);
        return ranges;
    }

    private void Restrict(int group, int lower, int upper)
    {
        var allowed = _problem.Problem.Groups[group];
        while (lower <= upper && !allowed.Allows(lower))
            lower++;
        while (lower <= upper && !allowed.Allows(upper))
            upper--;
        (Lower[group], Upper[group]) = (lower, upper);
        IsEmpty |= lower > upper;
    }

    private static int Affordable(List<double> losses, double gap)
    {
        losses.Sort();
        var (count, sum) = (0, 0.0);
        foreach (var loss in losses)
        {
            sum += loss;
            if (sum > gap)
                break;
            count++;
        }
        return count;
    }
}
