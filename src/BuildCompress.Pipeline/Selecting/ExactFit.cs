using System.Diagnostics;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Pipeline.Exact;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Selecting;

/// <summary>A better choice that fits as well, by the exact engine; all steps share the time.</summary>
internal static class ExactFit
{
    /// <summary>A choice at least as good as <paramref name="known"/>, and a bound where the engine proved one for its problem.</summary>
    /// <exception cref="DiagnosticException">The machine has no engine, or it crashed.</exception>
    public static (Choice Choice, UpperBound? Bound) Run(ChoiceMaker maker, Choice known, TimeSpan limit)
    {
        var start = Stopwatch.GetTimestamp();
        while (limit - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left)
        {
            var (result, bound) = ExactPolish.Run(known.Problem, known.Result, maker.Target.Compress.Seed, left, maker.Cancellation);
            var channels = maker.Active(result);
            if (result.Objective <= known.Result.Objective || AdjustedRows.WithoutInactive(known.Problem, result, channels) is not null)
                return (known, bound);
            var better = maker.Counted(known.Problem, result, channels);
            if (maker.Budgets.All(b => better.Cost[b.Kind] <= b.Limit))
                return (better, bound);
            known = known with { Problem = AdjustedRows.Tightened(better, maker.Budgets) };
            if (known.Problem.Budgets.Zip(known.Result.BudgetValues).Any(row => row.Second > row.First.Limit))
                break;
        }

        return (known, null);
    }
}
