using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Reports;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Stages;

/// <summary>
/// Select: groups, importances, budgets → the channels that keep the most importance under every budget. Each choice is cut and counted in
/// the form it will be emitted in; should a file be a few bytes over its budget, the row is tightened by the overshoot and solved again. So it
/// is when a branch loses one of its groups and others of it keep channels, which then do nothing: they are taken out.
/// </summary>
internal static class SelectStage
{
    private const int BalanceRounds = 4;
    private const int Attempts = 8;

    /// <param name="model">The model as given.</param>
    /// <param name="original">Its cost.</param>
    /// <param name="coupling">Its channel groups.</param>
    /// <param name="importance">By weight name: <c>[outC, inC/groups]</c>.</param>
    /// <param name="target">Budgets and settings.</param>
    /// <param name="threads">Threads of the solver; do not change the answer.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="DiagnosticException">No selection meets the budgets.</exception>
    public static Selected Run(
        Model model, ArtifactCost original, CouplingMap coupling, IReadOnlyDictionary<string, float[]> importance, Target target, int threads,
        CancellationToken cancellation)
    {
        var settings = target.Compress;
        var budgets = ResolvedBudget.Of(target, original);
        var asked = Problem(coupling, importance, settings, budgets, ArtifactForm.Cost(model, settings.Quantise.Method));
        var problem = asked;
        for (var attempt = 1; ; attempt++)
        {
            var result = Solve(problem, settings, budgets, target, threads, cancellation);
            var channels = VanishingBranches.DropInactive(model.Graph, coupling, new ChannelSelection(result.Kept));
            if (WithoutInactive(problem, result, channels) is { } smaller)
            {
                (problem, attempt) = (smaller, attempt - 1);
                continue;
            }

            var cost = ArtifactForm.Cost(CutStage.Run(model, coupling, channels), settings.Quantise.Method);
            var missed = budgets.FirstOrDefault(b => cost[b.Kind] > b.Limit);
            if (missed is null)
                return new Selected(channels, Report(asked, result, settings.Prune, threads, cancellation));
            if (attempt == Attempts)
                throw new DiagnosticException(BudgetDiagnostics.Missed(target, missed, cost[missed.Kind]));
            problem = problem with { Budgets = [.. problem.Budgets.Zip(budgets, (row, b) => Tightened(row, cost[b.Kind] - b.Limit))] };
        }
    }

    private static SelectionProblem Problem(
        CouplingMap coupling, IReadOnlyDictionary<string, float[]> importance, CompressSettings settings, IReadOnlyList<ResolvedBudget> budgets,
        ArtifactCost fullWidth)
    {
        var terms = new ImportanceTerms(coupling, importance);
        var rows = BudgetRows.Build(
            coupling, [.. budgets.Select(b => (b.Kind, b.Limit))], fullWidth, settings.Quantise.Method != QuantiseMethod.None);
        return new SelectionProblem(SelectionGroups.Of(coupling, settings.Prune), terms.Bilinear, terms.Linear, rows);
    }

    private static SelectionResult Solve(
        SelectionProblem problem, CompressSettings settings, IReadOnlyList<ResolvedBudget> budgets, Target target, int threads,
        CancellationToken cancellation)
    {
        var options = new SolverOptions(settings.Seed, threads);
        try
        {
            return settings.Prune.Balance
                ? BalancedSelection.Solve(problem, Layers(problem), options, BalanceRounds, progress: null, cancellation)
                : SelectionSolver.Solve(problem, options, progress: null, cancellation);
        }
        catch (InfeasibleBudgetsException infeasible)
        {
            // A row tightened by what the file turned out to need more reaches that much less.
            var reach = infeasible.Reach.Zip(budgets, (r, b) => r with { Smallest = r.Smallest + (b.Limit - r.Limit), Limit = b.Limit });
            throw new DiagnosticException(BudgetDiagnostics.Impossible(target, budgets, [.. reach]));
        }
    }

    private static IReadOnlyList<SelectionLayer> Layers(SelectionProblem problem) =>
        [.. problem.Bilinear.Select(t => t.Name).Concat(problem.Linear.Select(t => t.Name)).Distinct().Select(name => new SelectionLayer(name, [name]))];

    /// <summary>The problem in which groups that keep channels, but no active one, are empty; null when there are none. Happens once per group at most.</summary>
    private static SelectionProblem? WithoutInactive(SelectionProblem problem, SelectionResult result, ChannelSelection active)
    {
        bool IsInactive(int group) => result.Kept[group].Contains(true) && !active.Kept[group].Contains(true);
        return Enumerable.Range(0, problem.Groups.Count).Any(IsInactive)
            ? problem with { Groups = [.. problem.Groups.Select((g, i) => IsInactive(i) ? g with { Minimum = 0, Maximum = 0 } : g)] }
            : null;
    }

    private static BudgetRow Tightened(BudgetRow row, long overshoot) => overshoot > 0 ? row with { Limit = row.Limit - overshoot } : row;

    /// <summary>A balanced selection maximises another objective, for which no bound is known.</summary>
    private static SelectionReport Report(
        SelectionProblem problem, SelectionResult result, PruneSettings settings, int threads, CancellationToken cancellation)
    {
        var whole = problem.Groups.Select(g => Enumerable.Repeat(true, g.Size).ToArray()).ToArray();
        var bound = settings.Balance ? null : UpperBound.Of(problem, result, new BoundOptions(threads), cancellation);
        return new SelectionReport(result.Objective, bound?.Value, result.Objective / SelectionCheck.Objective(problem, whole));
    }
}
