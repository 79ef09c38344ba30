using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection.Bounds;

/// <summary>How many channels each group keeps in every selection that is better than the best known one.</summary>
internal sealed class CountRanges
{
    private readonly CompiledProblem _problem;

    public CountRanges(CompiledProblem problem)
    {
        _problem = problem;
        Lower = [.. problem.Counts.Select(c => c.Smallest)];
        Upper = [.. problem.Counts.Select(c => c.Largest)];
    }

    public int[] Lower { get; }

    public int[] Upper { get; }

    /// <summary>No selection is better.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>
    /// Narrows the ranges by a majorant: from the counts at its maximum, each further channel costs at least its loss, and together they may
    /// not cost more than <paramref name="gap"/>. Channels of one group lie in different chains, so their losses add up.
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
            Lower[g] = Math.Max(Lower[g], off.Count - Affordable(off, gap));
            Upper[g] = Math.Min(Upper[g], off.Count + Affordable(on, gap));
            IsEmpty |= Lower[g] > Upper[g];
        }
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
