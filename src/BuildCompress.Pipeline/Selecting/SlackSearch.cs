using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Selecting;

/// <summary>
/// Uses budgets up where files jump: a block that vanishes takes names and scales along that no row knows, and streams that lose other channels than
/// their branches need nodes to align them. Blocks are held as one of the cuts seen so far had them, for which rows can be exact; what then still
/// jumps is left to a bisection over the room that rows are given.
/// </summary>
/// <param name="maker">Cuts and counts.</param>
/// <param name="fit">Finds what fits a problem's rows, or says that it finds nothing.</param>
/// <param name="asked">Whose terms say what a choice is worth.</param>
internal sealed class SlackSearch(ChoiceMaker maker, Func<SelectionProblem, Choice> fit, SelectionProblem asked)
{
    /// <summary>Part of a budget that may stay unused.</summary>
    private const double Leeway = 0.005;

    private const int LargestSets = 6;
    private const int Bisections = 6;

    private bool IsBalanced => maker.Target.Compress.Prune.Balance;

    /// <summary>A choice that fits and is worth at least as much as <paramref name="choice"/>, which fits.</summary>
    /// <param name="seen">Cuts that were counted, whether they fit or not.</param>
    public Choice Run(Choice choice, IEnumerable<Choice> seen)
    {
        foreach (var cut in seen.Prepend(choice).DistinctBy(VanishedBlocks).Take(LargestSets))
        {
            if (!IsSlack(choice))
                return choice;
            try
            {
                choice = Better(fit(AdjustedRows.ExactAt(cut, maker.Budgets)), choice);
            }
            catch (DiagnosticException)
            {
                // With these blocks nothing fits.
            }
        }

        return IsSlack(choice) ? Wider(choice) : choice;
    }

    private Choice Wider(Choice known)
    {
        var (exact, best, low, high) = (AdjustedRows.ExactAt(known, maker.Budgets), known, 0.0, 1.0);
        for (var n = 0; n < Bisections; n++)
        {
            var part = (low + high) / 2;
            if (maker.TryOnce(AdjustedRows.WithPart(exact, known, part)) is { } tried && maker.Fits(tried))
                (low, best) = (part, Better(tried, best));
            else
                high = part;
        }

        return best;
    }

    private Choice Better(Choice choice, Choice known) => choice.Worth(asked, IsBalanced) > known.Worth(asked, IsBalanced) ? choice : known;

    /// <summary>Whether every budget has room left, more than rows say for one, and something is left to be kept.</summary>
    private bool IsSlack(Choice choice) =>
        choice.Result.Kept.Any(mask => mask.Contains(false))
        && maker.Budgets.All(b => choice.Cost[b.Kind] < (1 - Leeway) * b.Limit)
        && maker.Budgets.Any(b => b.Kind != BudgetKind.PeakMemory && IsUnderstated(choice, b))
        && !choice.Problem.Budgets.Zip(choice.Result.Multipliers).Any(
            row => row.Second > 0 && maker.Budgets.Any(b => b.Name == row.First.Name && b.Kind == BudgetKind.PeakMemory));

    /// <summary>Whether the row of a budget leaves clearly less room than its file does: otherwise a grid is too coarse to use it.</summary>
    private static bool IsUnderstated(Choice choice, ResolvedBudget budget)
    {
        var k = choice.Problem.Budgets.ToList().FindIndex(row => row.Name == budget.Name);
        var row = choice.Problem.Budgets[k];
        var stated = (row.Limit - choice.Result.BudgetValues[k]) / row.Scale;
        return budget.Limit - choice.Cost[budget.Kind] - stated > Leeway * budget.Limit;
    }

    private static string VanishedBlocks(Choice choice) =>
        string.Join(',', Enumerable.Range(0, choice.Result.Kept.Count).Where(g => !choice.Result.Kept[g].Contains(true)));
}
