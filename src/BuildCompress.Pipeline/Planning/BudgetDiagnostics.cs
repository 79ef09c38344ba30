using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Planning;

/// <summary>What to tell somebody whose budget cannot be met.</summary>
internal static class BudgetDiagnostics
{
    /// <summary>
    /// No choice of channels meets the budgets: one diagnostic for each that is out of reach, which names the reach of the other budgets as well.
    /// </summary>
    public static IReadOnlyList<Diagnostic> Impossible(Target target, IReadOnlyList<ResolvedBudget> budgets, IReadOnlyList<BudgetReach> reach) =>
        [.. budgets.Zip(reach).Where(b => !b.Second.IsReachable).Select(b => DiagnosticCatalog.BudgetImpossible.At(
            b.First.Budget.Span,
            $"Target '{target.Name.Value}' cannot meet {b.First.Name} <= {b.First.Limit}{Unit(b.First.Kind)}: the smallest reachable value is {b.Second.Smallest}{Unit(b.First.Kind)}{Others(b.Second, reach)}.",
            "Raise the budget to at least that value, or start from a smaller model."))];

    /// <summary>The recount of the file exceeds the budget although the choice of channels met it.</summary>
    public static Diagnostic Missed(Target target, ResolvedBudget budget, long value) => DiagnosticCatalog.BudgetMissed.At(
        budget.Budget.Span, $"Target '{target.Name.Value}': {budget.Name} is {value}, the budget allows {budget.Limit}.",
        "Raise the budget a little.");

    /// <summary>No choice of bits layer by layer brings a budget down to its limit.</summary>
    public static Diagnostic BitsOutOfReach(Target target, string budget, long limit, long smallest, SourceSpan span) => DiagnosticCatalog.BudgetImpossible.At(
        span, $"Target '{target.Name.Value}' cannot meet {budget} <= {limit} with any bits of quantise.bits.mixed: the smallest reachable value is {smallest}.",
        $"Add fewer bits to bits.mixed.weights, raise the budget, or lower bits.weights, for which the channels are chosen.");

    private static string Unit(BudgetKind kind) => kind == BudgetKind.Latency ? " ns (by prediction)" : "";

    private static string Others(BudgetReach reach, IReadOnlyList<BudgetReach> all)
    {
        var others = all.Where(r => r.Name != reach.Name).Select(r => $"{r.Name} {r.Smallest} of {r.Limit}").ToList();
        if (others.Count == 0)
            return "";
        var beside = reach.SmallestBesideOthers is null ? "no value is reachable beside the other budgets" : "also beside the other budgets";
        return $"; {beside} (smallest of each: {string.Join(", ", others)})";
    }
}
