using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Pipeline.Exact;
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
        var asked = Problem(model, coupling, importance, settings, budgets);
        var problem = asked;
        for (var attempt = 1; ; attempt++)
        {
            var (result, exact) = Solve(problem, settings, budgets, target, threads, cancellation);
            var channels = VanishingBranches.DropInactive(model.Graph, coupling, new ChannelSelection(result.Kept));
            if (WithoutInactive(problem, result, channels) is { } smaller)
            {
                (problem, attempt) = (smaller, attempt - 1);
                continue;
            }

            var cut = CutStage.Run(model, coupling, channels);
            var spatial = settings.Prune.Spatial == SpatialMode.Off ? null
                : SpatialStage.Run(cut, new KernelImportance(model, coupling, channels, importance), budgets, settings, cancellation);
            var cost = spatial?.Cost ?? ArtifactForm.Cost(cut, settings.Quantise);
            var missed = budgets.FirstOrDefault(b => cost[b.Kind] > b.Limit);
            if (missed is null)
            {
                var values = budgets.ToDictionary(b => b.Name, b => cost[b.Kind]);
                var report = SelectionFacts.Of(asked, problem, result, values, exact, settings, threads, cancellation) with { Spatial = spatial?.Report };
                return new Selected(channels, report) { Kernels = spatial?.Kernels };
            }

            if (attempt == Attempts)
                throw new DiagnosticException(BudgetDiagnostics.Missed(target, missed, cost[missed.Kind]));
            problem = Tightened(problem, result, budgets.ToDictionary(b => b.Name, b => cost[b.Kind] - b.Limit));
        }
    }

    private static SelectionProblem Problem(
        Model model, CouplingMap coupling, IReadOnlyDictionary<string, float[]> importance, CompressSettings settings, IReadOnlyList<ResolvedBudget> budgets)
    {
        var terms = new ImportanceTerms(coupling, importance);
        var quantise = settings.Quantise;
        var rows = BudgetRows.Build(
            coupling, budgets, ArtifactForm.Cost(model, quantise), ArtifactForm.StoredWeightBits(quantise), new KernelCosts(settings).Widened(model));
        var problem = new SelectionProblem(SelectionGroups.Of(coupling, settings.Prune), terms.Bilinear, terms.Linear, rows)
        {
            Residuals = ResidualRules.Of(coupling),
        };
        // Out of reach by rows that are exact at full width: narrow artifacts may be leaner than those say.
        return settings.Prune.Spatial != SpatialMode.Off || BudgetReach.Of(problem).All(r => r.IsReachable)
            ? problem
            : problem with { Budgets = SmallestArtifact.Anchor(model, coupling, problem, budgets, quantise) };
    }

    private static (SelectionResult Result, UpperBound? Exact) Solve(
        SelectionProblem problem, CompressSettings settings, IReadOnlyList<ResolvedBudget> budgets, Target target, int threads,
        CancellationToken cancellation)
    {
        var options = new SolverOptions(settings.Seed, threads);
        try
        {
            var result = settings.Prune.Balance
                ? BalancedSelection.Solve(problem, SelectionFacts.Layers(problem), options, SelectionFacts.BalanceRounds, progress: null, cancellation)
                : SelectionSolver.Solve(problem, options, progress: null, cancellation);
            cancellation.ThrowIfCancellationRequested();
            return settings.Prune is { ExactSeconds: > 0 and var seconds, Balance: false }
                ? ExactPolish.Run(problem, result, settings.Seed, TimeSpan.FromSeconds(seconds), cancellation)
                : (result, null);
        }
        catch (InfeasibleBudgetsException infeasible)
        {
            // A row tightened by what the file turned out to need more reaches that much less.
            var reach = infeasible.Reach.Zip(budgets, (r, b) => r with { Smallest = r.Smallest + (b.Limit - r.Limit), SmallestBesideOthers = r.SmallestBesideOthers + (b.Limit - r.Limit), Limit = b.Limit });
            throw new DiagnosticException(BudgetDiagnostics.Impossible(target, budgets, [.. reach]));
        }
    }

    /// <summary>The problem in which groups that keep channels, but no active one, are empty; null when there are none. Happens once per group at most.</summary>
    private static SelectionProblem? WithoutInactive(SelectionProblem problem, SelectionResult result, ChannelSelection active)
    {
        bool IsInactive(int group) => result.Kept[group].Contains(true) && !active.Kept[group].Contains(true);
        return Enumerable.Range(0, problem.Groups.Count).Any(IsInactive)
            ? problem with { Groups = [.. problem.Groups.Select((g, i) => IsInactive(i) ? g with { Minimum = 0, Maximum = 0 } : g)] }
            : null;
    }

    /// <summary>The problem with the rows of each budget lowered, from what they predicted, by what the file turned out to exceed it.</summary>
    private static SelectionProblem Tightened(SelectionProblem problem, SelectionResult result, Dictionary<string, long> overshoot)
    {
        var predicted = problem.Budgets.Zip(result.BudgetValues).GroupBy(b => b.First.Name).ToDictionary(b => b.Key, b => b.Max(row => row.Second));
        return problem with
        {
            Budgets = [.. problem.Budgets.Select(row => overshoot[row.Name] > 0
                ? row with { Limit = Math.Min(row.Limit, predicted[row.Name]) - overshoot[row.Name] * row.Scale }
                : row)],
        };
    }
}
