using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Selecting;

/// <summary>Finds the choice whose artifact, cut and counted, is within every budget and uses the binding ones up.</summary>
internal sealed class BudgetFit(ChoiceMaker maker)
{
    private const int Attempts = 8;

    /// <summary>How often rows are anchored at a cut that turned out leaner than they said.</summary>
    private const int LeanerRounds = 4;

    /// <summary>Parts of what lies between the fewest channels and the limits that are tried in turn where the whole does not fit.</summary>
    private static readonly double[] Rooms = [1, 0.5, 0.25, 0];

    private readonly List<Choice> _seen = [];

    private bool HasWholeKernels => maker.Target.Compress.Prune.Spatial == SpatialMode.Off;

    /// <exception cref="DiagnosticException">No selection meets the budgets.</exception>
    public Choice Run(SelectionProblem asked)
    {
        var choice = Leaner(First(asked), asked);
        return HasWholeKernels ? new SlackSearch(maker, Fitting, asked).Run(choice, [.. _seen]) : choice;
    }

    /// <summary>Rows tightened by one cut can say that nothing fits although little does: those exact at the fewest channels know, and with less room fit.</summary>
    private Choice First(SelectionProblem asked)
    {
        try
        {
            return Fitting(asked);
        }
        catch (DiagnosticException) when (HasWholeKernels)
        {
            var anchored = maker.AnchoredAtSmallest(asked);
            foreach (var room in BudgetReach.Of(anchored).All(r => r.IsReachable) ? Rooms : [])
            {
                try
                {
                    return Fitting(AdjustedRows.WithRoom(anchored, room));
                }
                catch (DiagnosticException)
                {
                    // Less room, then.
                }
            }

            var smallest = maker.Smallest(anchored);
            return maker.Fits(smallest) ? smallest : Fitting(anchored);
        }
    }

    /// <summary>Solves, cuts and counts until the file is within every budget.</summary>
    private Choice Fitting(SelectionProblem problem)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = maker.Solve(problem);
            var channels = maker.Active(result);
            if (AdjustedRows.WithoutInactive(problem, result, channels) is { } smaller)
            {
                (problem, attempt) = (smaller, attempt - 1);
                continue;
            }

            var tried = maker.Counted(problem, result, channels);
            _seen.Add(tried);
            var missed = maker.Budgets.FirstOrDefault(b => tried.Cost[b.Kind] > b.Limit);
            if (missed is null)
                return tried;
            if (attempt == Attempts)
                throw new DiagnosticException(BudgetDiagnostics.Missed(maker.Target, missed, tried.Cost[missed.Kind]));
            problem = AdjustedRows.Tightened(tried, maker.Budgets);
        }
    }

    /// <summary>Once more with rows that are exact at the last cut, where they overstated it, for as long as that keeps more.</summary>
    private Choice Leaner(Choice choice, SelectionProblem asked)
    {
        var balance = maker.Target.Compress.Prune.Balance;
        for (var round = 0; round < LeanerRounds && HasWholeKernels && AdjustedRows.AnchoredAtCut(choice, maker.Budgets) is { } problem; round++)
        {
            try
            {
                var next = Fitting(problem);
                if (next.Worth(asked, balance) <= choice.Worth(asked, balance))
                    break;
                choice = next;
            }
            catch (DiagnosticException)
            {
                break; // What rows exact at one cut promise of others need not fit: the choice stands.
            }
        }

        return choice;
    }
}
