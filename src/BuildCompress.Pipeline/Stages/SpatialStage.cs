using BuildCompress.Core.Manifests;
using BuildCompress.Core.Reports;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery.Spatial;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Selection;
using BuildCompress.Selection.Spatial;

namespace BuildCompress.Pipeline.Stages;

/// <summary>
/// The second half of Select: with the channels chosen, the kernel positions that keep the most importance under every budget. Each choice is cut
/// and counted in the form it will be emitted in; the budgets are tightened by what the file turns out to need more.
/// </summary>
internal static class SpatialStage
{
    private const int Attempts = 4;

    /// <summary>A choice, and what the artifact would cost.</summary>
    public sealed record Outcome(KernelSelection Kernels, SpatialReport Report, ArtifactCost Cost);

    /// <param name="cut">The model without the channels that go.</param>
    /// <param name="importance">Of its kernel positions.</param>
    /// <param name="budgets">The target's.</param>
    /// <param name="settings">The target's.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <returns>The best choice found. Its cost exceeds a budget where these channels cannot meet it.</returns>
    public static Outcome Run(
        Model cut, KernelImportance importance, IReadOnlyList<ResolvedBudget> budgets, CompressSettings settings, CancellationToken cancellation)
    {
        var costs = new KernelCosts(settings);
        var kernels = costs.Prunable(cut);
        var whole = ArtifactForm.Cost(cut, settings.Quantise, settings.Prune.Spatial);
        var asked = Problem(kernels, importance, budgets, settings, costs, whole);
        var problem = asked;
        for (var attempt = 1; ; attempt++)
        {
            var (kept, possible) = Solve(problem, settings, cancellation);
            var selection = Selection(kernels, kept.Kept, costs);
            var cost = ArtifactForm.Cost(CutStage.Run(cut, selection, settings.Prune.Spatial), settings.Quantise, settings.Prune.Spatial);
            var overshoot = budgets.Select(b => Math.Max(0, cost[b.Kind] - b.Limit)).ToArray();
            if (!possible || attempt == Attempts || overshoot.All(o => o == 0))
                return new Outcome(selection, Report(kernels, asked, selection, kept, settings), cost);
            problem = problem with { Budgets = [.. problem.Budgets.Zip(overshoot, (b, over) => b with { Limit = b.Limit - over })] };
        }
    }

    /// <summary>The best choice, or the smallest where the budgets cannot be met.</summary>
    private static (SpatialResult Kept, bool Possible) Solve(SpatialProblem problem, CompressSettings settings, CancellationToken cancellation)
    {
        try
        {
            var free = Best(problem, settings, cancellation);
            var blocks = FilterBlocks.Of(problem, free.Kept, new KernelCosts(settings));
            return (blocks is null ? free : blocks.Apart(Best(blocks.Problem, settings, cancellation)) with { UpperBound = free.UpperBound }, true);
        }
        catch (InfeasibleBudgetsException)
        {
            var smallest = SpatialSolver.Smallest(problem);
            var value = Retained(problem, smallest).Sum();
            return (new SpatialResult(smallest, value, [], value), false);
        }
    }

    private static SpatialProblem Problem(
        IReadOnlyList<PrunableKernel> kernels, KernelImportance importance, IReadOnlyList<ResolvedBudget> budgets, CompressSettings settings,
        KernelCosts costs, ArtifactCost whole) => new(
        [.. kernels.Select(kernel => new SpatialLayer(
            kernel.Node, importance.Of(kernel, costs.Tied(kernel)), settings.Prune.Spatial == SpatialMode.Rectangles ? kernel.Rectangles : null,
            [.. budgets.Select(b => costs.Tied(kernel) * costs.PerPosition(kernel, b.Kind))]) { MaxShapes = costs.MaxShapes(kernel) })],
        [.. budgets.Select(b => new SpatialBudget(
            b.Name, b.Limit - whole[b.Kind] + kernels.Sum(k => k.Filters * (long)k.Positions * costs.PerPosition(k, b.Kind))))]);

    private static SpatialResult Best(SpatialProblem problem, CompressSettings settings, CancellationToken cancellation) =>
        settings.Prune.Balance ? Balanced(problem, cancellation) : SpatialSolver.Solve(problem, cancellation);

    /// <summary>Keeps every layer alive, as <see cref="BalancedSelection"/> does: each round prices a layer by what it retained in the round before.</summary>
    private static SpatialResult Balanced(SpatialProblem problem, CancellationToken cancellation)
    {
        var totals = Retained(problem, [.. problem.Layers.Select(l => l.Filters.Select(f => KernelSelection.Whole(f.Length)).ToArray())]);
        var (retained, best, bestValue) = (totals, (SpatialResult?)null, double.NegativeInfinity);
        for (var round = 0; round < SelectionFacts.BalanceRounds; round++)
        {
            var weights = Array.ConvertAll(retained, r => r > 0 ? 1 / r : 0);
            var result = SpatialSolver.Solve(
                problem with
                {
                    Layers = [.. problem.Layers.Zip(weights, (layer, weight) => layer with { Filters = [.. layer.Filters.Select(f => Array.ConvertAll(f, v => v * weight))] })],
                },
                cancellation);
            retained = Retained(problem, result.Kept);
            var value = retained.Zip(totals).Where(l => l.Second > 0).Sum(l => Math.Log(l.First / l.Second));
            if (best is not null && value <= bestValue)
                break;
            (best, bestValue) = (result with { Value = retained.Sum() }, value);
        }

        return best!;
    }

    private static double[] Retained(SpatialProblem problem, IReadOnlyList<ulong[]> kept) =>
        [.. problem.Layers.Zip(kept, (layer, filters) => layer.Filters.Zip(filters).Sum(
            f => f.First.Index().Sum(p => (f.Second >> p.Index & 1) != 0 ? p.Item : 0)))];

    private static KernelSelection Selection(IReadOnlyList<PrunableKernel> kernels, IReadOnlyList<ulong[]> kept, KernelCosts costs)
    {
        var selection = new Dictionary<string, ulong[]>();
        foreach (var (kernel, filters) in kernels.Zip(kept))
        {
            if (filters.Any(positions => positions != KernelSelection.Whole(kernel.Positions)))
                selection[kernel.Output] = [.. Enumerable.Range(0, costs.Tied(kernel)).SelectMany(_ => filters)];
        }

        return new KernelSelection(selection);
    }

    private static SpatialReport Report(
        IReadOnlyList<PrunableKernel> kernels, SpatialProblem asked, KernelSelection selection, SpatialResult kept, CompressSettings settings)
    {
        var total = asked.Layers.Sum(layer => layer.Filters.Sum(f => f.Sum()));
        return new SpatialReport(
            settings.Prune.Spatial, kept.Value, settings.Prune.Balance ? null : kept.UpperBound, total > 0 ? kept.Value / total : 1,
            [.. kernels.Select(kernel =>
            {
                var filters = selection.Kept.GetValueOrDefault(kernel.Output);
                return new KernelReport(
                    kernel.Node, filters?.Sum(positions => (int)ulong.PopCount(positions)) ?? kernel.Filters * kernel.Positions,
                    kernel.Filters * kernel.Positions, filters?.Distinct().Count() ?? 1);
            })]);
    }
}
