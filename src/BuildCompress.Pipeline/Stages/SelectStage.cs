using System.Diagnostics;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Pipeline.Exact;
using BuildCompress.Pipeline.Latency;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Stages;

/// <summary>
/// Select: groups, importances, budgets → the channels that keep the most importance under every budget. Each choice is cut and counted in
/// the form it will be emitted in; should a file be a few bytes over its budget, the row is tightened by the overshoot and solved again; should it be
/// leaner than the rows of a binding budget said, they are anchored at it and solved again. So it is when a branch loses one of its groups and others of it keep channels, which then do nothing: they are taken out.
/// </summary>
internal static class SelectStage
{
    /// <summary>Name of the stage.</summary>
    public const string Name = "Select";

    private const int Attempts = 8;

    /// <summary>How often rows are anchored at a cut that turned out leaner than they said.</summary>
    private const int LeanerRounds = 4;

    /// <summary>Parts of what lies between the fewest channels and the limits that are tried in turn where the whole does not fit.</summary>
    private static readonly double[] Rooms = [1, 0.5, 0.25, 0];

    /// <summary>Part of a limit that rows may overstate without being anchored anew.</summary>
    private const double Leeway = 0.002;

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
        var settings = target.Compress;
        var budgets = ResolvedBudget.Of(target, original, latency?.LimitNs);
        var asked = Problem(model, coupling, importance, settings, budgets, latency);
        var choice = Leaner(First());
        UpperBound? exact = null;
        if (settings.Prune.ExactSeconds > 0)
            (choice, exact) = Polished(choice, TimeSpan.FromSeconds(settings.Prune.ExactSeconds));
        var values = budgets.ToDictionary(b => b.Name, b => choice.Cost[b.Kind]);
        var report = SelectionFacts.Of(WithLatencyOf(choice.Problem, asked), choice.Problem, choice.Result, values, exact, settings, threads, cancellation);
        return new Selected(choice.Channels, report with { Spatial = choice.Spatial?.Report })
        {
            Kernels = choice.Spatial?.Kernels, Worth = Worth(choice, asked, settings.Prune.Balance),
        };

        // Rows tightened by one cut can say that nothing fits although little does: those exact at the fewest channels know, and with less room fit.
        Choice First()
        {
            try
            {
                return Fitting(asked);
            }
            catch (DiagnosticException) when (settings.Prune.Spatial == SpatialMode.Off)
            {
                var anchored = asked with { Budgets = SmallestArtifact.Anchor(model, coupling, asked, budgets, settings.Quantise, latency?.Model) };
                foreach (var room in BudgetReach.Of(anchored).All(r => r.IsReachable) ? Rooms : [])
                {
                    try
                    {
                        return Fitting(WithRoom(anchored, room));
                    }
                    catch (DiagnosticException)
                    {
                        // Less room, then.
                    }
                }

                return Fitting(anchored);
            }
        }

        // Solves, cuts and counts until the file is within every budget.
        Choice Fitting(SelectionProblem problem)
        {
            for (var attempt = 1; ; attempt++)
            {
                var result = Solve(problem, settings, budgets, target, threads, cancellation);
                var channels = Active(result);
                if (WithoutInactive(problem, result, channels) is { } smaller)
                {
                    (problem, attempt) = (smaller, attempt - 1);
                    continue;
                }

                var tried = Counted(problem, result, channels);
                var missed = budgets.FirstOrDefault(b => tried.Cost[b.Kind] > b.Limit);
                if (missed is null)
                    return tried;
                if (attempt == Attempts)
                    throw new DiagnosticException(BudgetDiagnostics.Missed(target, missed, tried.Cost[missed.Kind]));
                problem = Tightened(tried, budgets);
            }
        }

        // Once more with rows that are exact at the last cut, where they overstated it, for as long as that keeps more.
        Choice Leaner(Choice choice)
        {
            for (var round = 0; round < LeanerRounds && settings.Prune.Spatial == SpatialMode.Off && AnchoredAtCut(choice, budgets) is { } problem; round++)
            {
                try
                {
                    var next = Fitting(problem);
                    if (Worth(next, asked, settings.Prune.Balance) <= Worth(choice, asked, settings.Prune.Balance))
                        break;
                    choice = next;
                }
                catch (DiagnosticException)
                {
                    break; // What rows exact at one cut promise of others need not fit: the choice stands.
                }
            }

            return choice;
        }

        // A better choice that fits as well, by the exact engine; all steps share the time.
        (Choice, UpperBound?) Polished(Choice known, TimeSpan limit)
        {
            var start = Stopwatch.GetTimestamp();
            while (limit - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left)
            {
                var (result, bound) = ExactPolish.Run(known.Problem, known.Result, settings.Seed, left, cancellation);
                var channels = Active(result);
                if (result.Objective <= known.Result.Objective || WithoutInactive(known.Problem, result, channels) is not null)
                    return (known, bound);
                var better = Counted(known.Problem, result, channels);
                if (budgets.All(b => better.Cost[b.Kind] <= b.Limit))
                    return (better, bound);
                known = known with { Problem = Tightened(better, budgets) };
                if (known.Problem.Budgets.Zip(known.Result.BudgetValues).Any(row => row.Second > row.First.Limit))
                    break;
            }

            return (known, null);
        }

        ChannelSelection Active(SelectionResult result) => VanishingBranches.DropInactive(model.Graph, coupling, new ChannelSelection(result.Kept));

        Choice Counted(SelectionProblem problem, SelectionResult result, ChannelSelection channels)
        {
            var cut = CutStage.Run(model, coupling, channels);
            var spatial = settings.Prune.Spatial == SpatialMode.Off ? null
                : SpatialStage.Run(cut, new KernelImportance(model, coupling, channels, importance), budgets, settings, cancellation);
            return new Choice(problem, result, channels, spatial, spatial?.Cost ?? ArtifactForm.Cost(cut, settings.Quantise, latency: latency?.Model));
        }
    }

    private static SelectionProblem Problem(
        Model model, CouplingMap coupling, IReadOnlyDictionary<string, float[]> importance, CompressSettings settings, IReadOnlyList<ResolvedBudget> budgets,
        LatencyGoal? latency)
    {
        var terms = new ImportanceTerms(coupling, importance);
        var quantise = settings.Quantise;
        var layers = ArtifactForm.Layers(model, coupling);
        var groups = SelectionGroups.Of(coupling, settings.Prune);
        groups = latency?.Allowed(layers, groups) ?? groups;
        var rows = BudgetRows.Build(
            layers, budgets, ArtifactForm.Cost(model, quantise), ArtifactForm.StoredWeightBits(quantise), new KernelCosts(settings).Widened(model),
            ArtifactForm.BitsPerMac(model, quantise), b => latency!.Model.Row(layers, groups, b.Name, b.Limit));
        var problem = new SelectionProblem(groups, terms.Bilinear, terms.Linear, rows)
        {
            Residuals = ResidualRules.Of(coupling),
        };
        // Out of reach by rows that are exact at full width: narrow artifacts may be leaner than those say.
        return settings.Prune.Spatial != SpatialMode.Off || BudgetReach.Of(problem).All(r => r.IsReachable)
            ? problem
            : problem with { Budgets = SmallestArtifact.Anchor(model, coupling, problem, budgets, quantise, latency?.Model) };
    }

    private static SelectionResult Solve(
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
            return result;
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
    private static SelectionProblem Tightened(Choice tried, IReadOnlyList<ResolvedBudget> budgets)
    {
        var overshoot = budgets.ToDictionary(b => b.Name, b => tried.Cost[b.Kind] - b.Limit);
        var predicted = tried.Problem.Budgets.Zip(tried.Result.BudgetValues).GroupBy(b => b.First.Name).ToDictionary(b => b.Key, b => b.Max(row => row.Second));
        return tried.Problem with
        {
            Budgets = [.. tried.Problem.Budgets.Select(row => overshoot[row.Name] > 0
                ? row with { Limit = Math.Min(row.Limit, predicted[row.Name]) - overshoot[row.Name] * row.Scale }
                : row)],
        };
    }

    /// <summary>The problem with limits a part of the way from the fewest channels to what they are.</summary>
    private static SelectionProblem WithRoom(SelectionProblem problem, double room)
    {
        int[] fewest = [.. problem.SmallestSelection().Select(mask => mask.Count(kept => kept))];
        return problem with
        {
            Budgets = [.. problem.Budgets.Select(row => row with { Limit = row.Value(fewest) + (long)(room * (row.Limit - row.Value(fewest))) })],
        };
    }

    /// <summary>
    /// The problem with the rows of binding budgets exact at this cut, where that leaves clearly more room; null where it does not. The form of a narrow
    /// artifact can be leaner than rows know: no padded image, none of the names and scales of a dropped block.
    /// </summary>
    private static SelectionProblem? AnchoredAtCut(Choice choice, IReadOnlyList<ResolvedBudget> budgets)
    {
        var (rows, result, isAnchored) = (choice.Problem.Budgets.ToArray(), choice.Result, false);
        foreach (var budget in budgets.Where(b => b.Kind != BudgetKind.PeakMemory))
        {
            var k = Array.FindIndex(rows, row => row.Name == budget.Name);
            var (row, actual) = (rows[k], choice.Cost[budget.Kind] * rows[k].Scale);
            var limit = budget.Limit * row.Scale;
            if (result.Multipliers[k] <= 0 || limit - actual - (row.Limit - result.BudgetValues[k]) <= Leeway * limit)
                continue;
            rows[k] = row with { Limit = limit, Constant = row.Constant + actual - result.BudgetValues[k] };
            isAnchored = true;
        }

        return isAnchored ? choice.Problem with { Budgets = rows } : null;
    }

    /// <summary>The limits of the manifest, but latency's row as it was solved with: the row is a means, the predicted staircases are what holds.</summary>
    private static SelectionProblem WithLatencyOf(SelectionProblem solved, SelectionProblem asked) =>
        asked with { Budgets = [.. asked.Budgets.Zip(solved.Budgets, (a, s) => a.Name == LatencyGoal.BudgetName ? s : a)] };

    /// <summary>What the choice maximises.</summary>
    private static double Worth(Choice choice, SelectionProblem asked, bool balance) =>
        balance ? BalancedSelection.LogShares(asked, SelectionFacts.Layers(asked), choice.Result.Kept) : choice.Result.Objective;

    /// <summary>A selection, cut and counted.</summary>
    private sealed record Choice(SelectionProblem Problem, SelectionResult Result, ChannelSelection Channels, SpatialStage.Outcome? Spatial, ArtifactCost Cost);
}
