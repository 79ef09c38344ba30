using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;

namespace BuildCompress.Pipeline.Planning;

/// <summary>A budget with its share of the original resolved to a number.</summary>
/// <param name="Budget">As written.</param>
/// <param name="Limit">Largest allowed value, in MACs, parameters, bytes or nanoseconds.</param>
internal sealed record ResolvedBudget(Budget Budget, long Limit)
{
    /// <summary>What is limited.</summary>
    public BudgetKind Kind => Budget.Kind;

    /// <summary>As the manifest spells it; also the name of its rows.</summary>
    public string Name => Budget.Name;

    /// <summary>The budgets of a target against the model as given.</summary>
    /// <param name="target">Whose budgets.</param>
    /// <param name="original">The model as given.</param>
    /// <param name="latencyLimit">Nanoseconds; a latency budget is left out where it is null, because only a device can tell a share of the original.</param>
    /// <exception cref="DiagnosticException">A budget limits what cannot be counted for this model.</exception>
    public static IReadOnlyList<ResolvedBudget> Of(Target target, ArtifactCost original, long? latencyLimit = null)
    {
        if (original.PeakMemory is null && target.Budgets.FirstOrDefault(b => b.Kind == BudgetKind.PeakMemory) is { } budget)
        {
            throw new DiagnosticException(DiagnosticCatalog.ActivationsUnknown.At(
                budget.Span, $"Target '{target.Name.Value}' limits peakMemory, but the model has activations of unknown size.",
                "Give the inputs fixed sizes (all but the batch), or remove this budget."));
        }

        return
        [
            .. target.Budgets.Where(b => b.Kind != BudgetKind.Latency || latencyLimit is not null)
                .Select(b => new ResolvedBudget(b, b.Kind == BudgetKind.Latency ? latencyLimit!.Value : b.Amount.LimitFor(original[b.Kind]))),
        ];
    }
}
