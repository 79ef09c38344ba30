using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;

namespace BuildCompress.Pipeline.Planning;

/// <summary>A budget with its share of the original resolved to a number.</summary>
/// <param name="Budget">As written.</param>
/// <param name="Limit">Largest allowed value, in MACs, parameters or bytes.</param>
internal sealed record ResolvedBudget(Budget Budget, long Limit)
{
    /// <summary>What is limited.</summary>
    public BudgetKind Kind => Budget.Kind;

    /// <summary>As the manifest spells it; also the name of its rows.</summary>
    public string Name => Budget.Name;

    /// <summary>The budgets of a target against the model as given.</summary>
    /// <exception cref="DiagnosticException">A budget limits what cannot be counted for this model.</exception>
    public static IReadOnlyList<ResolvedBudget> Of(Target target, ArtifactCost original)
    {
        if (original.PeakMemory is null && target.Budgets.FirstOrDefault(b => b.Kind == BudgetKind.PeakMemory) is { } budget)
        {
            throw new DiagnosticException(DiagnosticCatalog.ActivationsUnknown.At(
                budget.Span, $"Target '{target.Name.Value}' limits peakMemory, but the model has activations of unknown size.",
                "Give the inputs fixed sizes (all but the batch), or remove this budget."));
        }

        return [.. target.Budgets.Select(b => new ResolvedBudget(b, b.Amount.LimitFor(original[b.Kind])))];
    }
}
