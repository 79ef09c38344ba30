using System.Globalization;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Units;
using BuildCompress.Pipeline.Latency;
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
            $"Target '{target.Name.Value}' cannot meet {Limited(b.First.Name, b.First.Limit)}: the smallest reachable value is {Value(b.First.Name, b.Second.Smallest)}{Others(b.Second, reach)}{Remark(b.First.Kind)}.",
            $"Raise the budget to at least that value, {(target.Compress.Prune.DropBlocks ? "" : "let residual branches vanish (compress.prune.dropBlocks), ")}or start from a smaller model."))];

    /// <summary>The recount of the file exceeds the budget although the choice of channels met it.</summary>
    public static Diagnostic Missed(Target target, ResolvedBudget budget, long value) => DiagnosticCatalog.BudgetMissed.At(
        budget.Budget.Span, $"Target '{target.Name.Value}': {budget.Name} is {Value(budget.Name, value)}, the budget allows {Value(budget.Name, budget.Limit)}.",
        "Raise the budget a little.");

    /// <summary>No choice of bits layer by layer brings a budget down to its limit.</summary>
    public static Diagnostic BitsOutOfReach(Target target, string budget, long limit, long smallest, SourceSpan span) => DiagnosticCatalog.BudgetImpossible.At(
        span, $"Target '{target.Name.Value}' cannot meet {budget} <= {limit} with any bits of quantise.bits.mixed: the smallest reachable value is {smallest}.",
        $"Add fewer bits to bits.mixed.weights, raise the budget, or lower bits.weights, for which the channels are chosen.");

    private static string Limited(string name, long limit) => $"{name} <= {Value(name, limit)}";

    /// <summary>Counts without separators, as the manifest takes them.</summary>
    private static string Value(string name, long value) =>
        name == LatencyGoal.BudgetName ? LatencyMs.OfNanoseconds(value).ToString() : value.ToString(CultureInfo.InvariantCulture);

    private static string Remark(BudgetKind kind) => kind == BudgetKind.Latency ? " (by prediction, aiming a little below the budget)" : "";

    private static string Others(BudgetReach reach, IReadOnlyList<BudgetReach> all)
    {
        var others = all.Where(r => r.Name != reach.Name).Select(r => $"{r.Name} {Value(r.Name, r.Smallest)} of {Value(r.Name, r.Limit)}").ToList();
        if (others.Count == 0)
            return "";
        var beside = reach.SmallestBesideOthers is null ? "no value is reachable beside the other budgets" : "also beside the other budgets";
        return $"; {beside} (smallest of each: {string.Join(", ", others)})";
    }
}
