using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Pipeline.Latency;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Pipeline.Stages;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Selecting;

/// <summary>Solves problems over one model's channels for one target, and cuts and counts what they choose.</summary>
/// <param name="model">The model as given.</param>
/// <param name="coupling">Its channel groups.</param>
/// <param name="importance">By weight name: <c>[outC, inC/groups]</c>.</param>
/// <param name="target">Settings.</param>
/// <param name="budgets">Its budgets in numbers.</param>
/// <param name="threads">Threads of the solver; do not change the answer.</param>
/// <param name="latency">Of the target's device, for a latency budget.</param>
/// <param name="cancellation">Stops the search.</param>
internal sealed class ChoiceMaker(
    Model model, CouplingMap coupling, IReadOnlyDictionary<string, float[]> importance, Target target, IReadOnlyList<ResolvedBudget> budgets, int threads,
    LatencyGoal? latency, CancellationToken cancellation)
{
    /// <summary>Settings and name.</summary>
    public Target Target => target;

    /// <summary>All hold at once.</summary>
    public IReadOnlyList<ResolvedBudget> Budgets => budgets;

    /// <summary>Stops the search.</summary>
    public CancellationToken Cancellation => cancellation;

    private CompressSettings Settings => target.Compress;

    /// <summary>The problem of the manifest, its rows exact at full width, or at the fewest channels where those say that nothing fits.</summary>
    public SelectionProblem Asked()
    {
        var terms = new ImportanceTerms(coupling, importance);
        var quantise = Settings.Quantise;
        var layers = ArtifactForm.Layers(model, coupling);
        var groups = SelectionGroups.Of(coupling, Settings.Prune);
        groups = latency?.Allowed(layers, groups) ?? groups;
        var rows = BudgetRows.Build(
            layers, budgets, ArtifactForm.Cost(model, quantise), ArtifactForm.StoredWeightBits(quantise), new KernelCosts(Settings).Widened(model),
            ArtifactForm.BitsPerMac(model, quantise), b => latency!.Model.Row(layers, groups, b.Name, b.Limit));
        var problem = new SelectionProblem(groups, terms.Bilinear, terms.Linear, rows)
        {
            Residuals = ResidualRules.Of(coupling),
        };
        // Out of reach by rows that are exact at full width: narrow artifacts may be leaner than those say.
        return Settings.Prune.Spatial != SpatialMode.Off || BudgetReach.Of(problem).All(r => r.IsReachable) ? problem : AnchoredAtSmallest(problem);
    }

    /// <summary>The problem with rows exact at the fewest channels.</summary>
    public SelectionProblem AnchoredAtSmallest(SelectionProblem problem) =>
        problem with { Budgets = SmallestArtifact.Anchor(model, coupling, problem, budgets, Settings.Quantise, latency?.Model) };

    /// <summary>Whether the artifact is within every budget.</summary>
    public bool Fits(Choice choice) => budgets.All(b => choice.Cost[b.Kind] <= b.Limit);

    /// <summary>The fewest channels by rows that are exact there.</summary>
    public Choice Smallest(SelectionProblem anchored)
    {
        var kept = anchored.SmallestSelection();
        int[] counts = [.. kept.Select(mask => mask.Count(k => k))];
        var result = new SelectionResult(
            kept, SelectionCheck.Objective(anchored, kept), [.. anchored.Budgets.Select(row => row.Value(counts))], new double[anchored.Budgets.Count]);
        return Counted(anchored, result, Active(result));
    }

    /// <summary>What a problem chooses, whether its artifact fits or not; null where nothing meets the rows, or blocks are left that do nothing.</summary>
    public Choice? TryOnce(SelectionProblem problem)
    {
        if (!BudgetReach.Of(problem).All(r => r.IsReachable))
            return null;
        var result = Solve(problem);
        var channels = Active(result);
        return AdjustedRows.WithoutInactive(problem, result, channels) is null ? Counted(problem, result, channels) : null;
    }

    /// <exception cref="DiagnosticException">No selection meets the rows.</exception>
    public SelectionResult Solve(SelectionProblem problem)
    {
        var options = new SolverOptions(Settings.Seed, threads);
        try
        {
            var result = Settings.Prune.Balance
                ? BalancedSelection.Solve(problem, SelectionFacts.Layers(problem), options, SelectionFacts.BalanceRounds, progress: null, cancellation)
                : SelectionSolver.Solve(problem, options, progress: null, cancellation);
            cancellation.ThrowIfCancellationRequested();
            return result;
        }
        catch (InfeasibleBudgetsException infeasible)
        {
            // A row tightened by what the file turned out to need more reaches that much less.
            var reach = infeasible.Reach.Zip(budgets, (r, b) => r with { Smallest = r.Smallest + (b.Limit - r.Limit), SmallestBesideOthers = r.SmallestBesideOthers + (b.Limit - r.Limit), Limit = b.Limit });
            throw new DiagnosticException(BudgetDiagnostics.Impossible(target, budgets, [.. reach]));
        }
    }

    /// <summary>The channels that do something: of a branch that loses one of its groups none is left.</summary>
    public ChannelSelection Active(SelectionResult result) => VanishingBranches.DropInactive(model.Graph, coupling, new ChannelSelection(result.Kept));

    /// <summary>Cut, thinned out where asked, and counted.</summary>
    public Choice Counted(SelectionProblem problem, SelectionResult result, ChannelSelection channels)
    {
        var cut = CutStage.Run(model, coupling, channels);
        var spatial = Settings.Prune.Spatial == SpatialMode.Off ? null
            : SpatialStage.Run(cut, new KernelImportance(model, coupling, channels, importance), budgets, Settings, cancellation);
        return new Choice(problem, result, channels, spatial, spatial?.Cost ?? ArtifactForm.Cost(cut, Settings.Quantise, latency: latency?.Model));
    }
}
