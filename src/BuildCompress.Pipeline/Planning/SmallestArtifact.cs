using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Pipeline.Latency;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Planning;

/// <summary>
/// The artifact of the fewest channels, really cut and counted: what budgets can reach. Rows anchored at full width may state more, because the form
/// of a narrow artifact can be leaner (an image is padded to four channels for wide convolutions only).
/// </summary>
internal static class SmallestArtifact
{
    /// <summary>The rows shifted so that each budget is exact at the fewest channels.</summary>
    /// <param name="model">The model as given.</param>
    /// <param name="coupling">Its channel groups.</param>
    /// <param name="problem">Groups, residual rules, and rows anchored at full width.</param>
    /// <param name="budgets">Whose rows those are.</param>
    /// <param name="quantise">How it will be quantised.</param>
    /// <param name="latency">Of the target's device; needed for a latency budget.</param>
    public static IReadOnlyList<BudgetRow> Anchor(
        Model model, CouplingMap coupling, SelectionProblem problem, IReadOnlyList<ResolvedBudget> budgets, QuantiseSettings quantise,
        LatencyModel? latency = null)
    {
        var kept = problem.SmallestSelection();
        var channels = VanishingBranches.DropInactive(model.Graph, coupling, new ChannelSelection(kept));
        var cost = ArtifactForm.Cost(ChannelSurgery.Cut(model, coupling, channels), quantise, latency: latency);
        int[] counts = [.. kept.Select(mask => mask.Count(k => k))];
        var shifts = budgets.ToDictionary(
            b => b.Name,
            b => cost[b.Kind] - problem.Budgets.Where(row => row.Name == b.Name).Max(row => row.InBudgetUnits(row.Value(counts))));
        return [.. problem.Budgets.Select(row => row with { Constant = row.Constant + shifts[row.Name] * row.Scale })];
    }
}
