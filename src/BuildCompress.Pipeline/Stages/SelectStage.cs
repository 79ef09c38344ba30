using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Pipeline.Latency;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Selecting;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Stages;

/// <summary>
/// Select: groups, importances, budgets → the channels that keep the most importance under every budget. Each choice is cut and counted in
/// the form it will be emitted in; should a file be a few bytes over its budget, the row is tightened by the overshoot and solved again; should it be
/// leaner than the rows of a binding budget said, they are anchored at it and solved again. Channels that do nothing because their branch lost another of its groups are taken out.
/// </summary>
internal static class SelectStage
{
    /// <summary>Name of the stage.</summary>
    public const string Name = "Select";

    /// <param name="model">The model as given.</param>
    /// <param name="original">Its cost.</param>
    /// <param name="coupling">Its channel groups.</param>
    /// <param name="importance">By weight name: <c>[outC, inC/groups]</c>.</param>
    /// <param name="target">Budgets and settings.</param>
    /// <param name="threads">Threads of the solver; do not change the answer.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <param name="latency">For a target with a latency budget.</param>
    /// <exception cref="DiagnosticException">No selection meets the budgets.</exception>
    public static Selected Run(
        Model model, ArtifactCost original, CouplingMap coupling, IReadOnlyDictionary<string, float[]> importance, Target target, int threads,
        CancellationToken cancellation, LatencyGoal? latency = null)
    {
        var (settings, budgets) = (target.Compress, ResolvedBudget.Of(target, original, latency?.LimitNs));
        var maker = new ChoiceMaker(model, coupling, importance, target, budgets, threads, latency, cancellation);
        var asked = maker.Asked();
        var choice = new BudgetFit(maker).Run(asked);
        UpperBound? exact = null;
        if (settings.Prune.ExactSeconds > 0)
            (choice, exact) = ExactFit.Run(maker, choice, TimeSpan.FromSeconds(settings.Prune.ExactSeconds));
        var values = budgets.ToDictionary(b => b.Name, b => choice.Cost[b.Kind]);
        var report = SelectionFacts.Of(WithLatencyOf(choice.Problem, asked), choice.Problem, choice.Result, values, exact, settings, threads, cancellation);
        return new Selected(choice.Channels, report with { Spatial = choice.Spatial?.Report })
        {
            Kernels = choice.Spatial?.Kernels, Worth = choice.Worth(asked, settings.Prune.Balance),
        };
    }

    /// <summary>The limits of the manifest, but latency's row as it was solved with: the row is a means, the predicted staircases are what holds.</summary>
    private static SelectionProblem WithLatencyOf(SelectionProblem solved, SelectionProblem asked) =>
        asked with { Budgets = [.. asked.Budgets.Zip(solved.Budgets, (a, s) => a.Name == LatencyGoal.BudgetName ? s : a)] };
}
