using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Core.Reports;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Selection;
using BuildCompress.Selection.Allocation;
using BuildCompress.Training.Quantizers;
using BuildCompress.Training.Sensitivity;

namespace BuildCompress.Pipeline.Stages;

/// <summary>
/// Allocate: recovered graph, data, budgets → bits of the weights of each layer, such that the emitted file keeps the budgets and the loss grows least by
/// estimate. Each choice is counted in the form it will be emitted in; the rows are anchored there and solved again until they state what the file takes.
/// </summary>
internal static class AllocateStage
{
    /// <summary>Name of the stage.</summary>
    public const string Name = "Allocate";

    private const int Rounds = 8;

    /// <param name="model">The finetuned model, or the cut one to plan with.</param>
    /// <param name="run">Data and the model as given.</param>
    /// <param name="target">Budgets and settings; its <c>bits.mixed</c> is set.</param>
    /// <exception cref="DiagnosticException">No bits meet the budgets (BCMP3001), or the loss is not finite (BCMP4203).</exception>
    public static Allocated Run(Model model, RunContext run, Target target)
    {
        var settings = target.Compress;
        model = BlockMerging.Merge(model);
        var (quantise, mixed) = (settings.Quantise, settings.Quantise.Bits.Mixed!);
        var form = QuantizableForm.Of(model, LayerBits.Of(quantise));
        var types = ShapeInference.Infer(form);
        var asked = mixed with { Weights = [.. mixed.Weights.Append(quantise.Bits.Weights).Distinct().Order()] };
        var layers = LayerSensitivity.Of(
            form, types, QuantizationPlanner.Plan(form, types, LayerBits.Of(quantise)), Quantizer.Of(quantise), asked, run.Train, run.Manifest.Preprocess,
            settings.Seed, run.Cancellation);
        if (layers.Count == 0)
            return new Allocated(new Dictionary<string, int>(), new MixedPrecisionReport(mixed.Sensitivity, 0, 0, 0, [], []));

        var costs = new WidthCosts(model, settings, [.. layers.Select(l => l.Weight.Node)]);
        var budgets = Budgets(target, run, costs);
        var (bits, cost, solved, bound) = Choose(layers, mixed, costs, budgets, target, run.Cancellation);
        return new Allocated(bits, new MixedPrecisionReport(
            mixed.Sensitivity, solved.Loss, Math.Min(bound, solved.Loss), layers.Sum(l => l.LossIncrease[quantise.Bits.Weights]),
            [.. budgets.Zip(solved.Prices, (b, price) => new MixedBudget(b.Name, b.Limit, cost[b.Kind], price))],
            [.. layers.Select(layer => Chosen(layer, bits[layer.Weight.Node], mixed))]));
    }

    private static MixedLayer Chosen(LayerSensitivity layer, int bits, MixedBits mixed) => new(
        layer.Weight.Node, bits, layer.LossIncrease[bits], layer.LossIncrease.Where(width => mixed.Weights.Contains(width.Key)).ToDictionary());

    /// <summary>What bits can be traded for; without a budget of size, that of the file with the same bits everywhere.</summary>
    private static IReadOnlyList<SharedBudget> Budgets(Target target, RunContext run, WidthCosts costs)
    {
        var resolved = ResolvedBudget.Of(target, run.OriginalCost).Where(b => b.Kind is BudgetKind.Size or BudgetKind.Bops)
            .Select(b => new SharedBudget(b.Kind, b.Name, b.Limit, b.Budget.Span)).ToList();
        if (resolved.All(b => b.Kind != BudgetKind.Size))
            resolved.Insert(0, new SharedBudget(BudgetKind.Size, "size", costs.Uniform[BudgetKind.Size], target.Name.Span));
        return resolved;
    }

    private static (Dictionary<string, int> Bits, ArtifactCost Cost, AllocationResult Solved, double Bound) Choose(
        IReadOnlyList<LayerSensitivity> layers, MixedBits mixed, WidthCosts costs, IReadOnlyList<SharedBudget> budgets, Target target, CancellationToken cancellation)
    {
        var items = layers.Select(l => mixed.Weights.Select(
            width => new Alternative(l.LossIncrease[width], [.. budgets.Select(b => costs.More(l.Weight.Node, width, b.Kind))])).ToArray()).ToArray();
        long[] limits = [.. budgets.Select(b => b.Limit - costs.Uniform[b.Kind])];
        var (best, bound) = (((Dictionary<string, int> Bits, ArtifactCost Cost, AllocationResult Solved)?)null, double.PositiveInfinity);
        for (var round = 0; round < Rounds; round++)
        {
            AllocationResult solved;
            try
            {
                solved = AllocationSolver.Solve(new AllocationProblem(items, [.. budgets.Zip(limits, (b, limit) => new AllocationBudget(b.Name, limit))]), cancellation);
            }
            catch (InfeasibleBudgetsException) when (round > 0)
            {
                break; // Rows anchored at another choice: the one that fits stands, or the cheapest is tried.
            }
            catch (InfeasibleBudgetsException impossible)
            {
                throw new DiagnosticException([.. budgets.Zip(impossible.Reach).Where(b => b.Second.Smallest > b.Second.Limit || impossible.Reach.All(r => r.Smallest <= r.Limit))
                    .Select(b => BudgetDiagnostics.BitsOutOfReach(target, b.First.Name, b.First.Limit, b.First.Limit + b.Second.Smallest - b.Second.Limit, b.First.Span))]);
            }

            bound = Math.Min(bound, solved.LowerBound);
            var bits = layers.Zip(solved.Chosen).ToDictionary(l => l.First.Weight.Node, l => mixed.Weights[l.Second]);
            var cost = costs.Of(bits);
            if (budgets.All(b => cost[b.Kind] <= b.Limit) && (best is null || solved.Loss < best.Value.Solved.Loss))
                best = (bits, cost, solved);
            var off = budgets.Select((b, k) => cost[b.Kind] - costs.Uniform[b.Kind] - solved.Costs[k]).ToArray();
            long[] anchored = [.. budgets.Zip(off, (b, o) => b.Limit - costs.Uniform[b.Kind] - o)];
            if (anchored.SequenceEqual(limits))
                break;
            // Between choices a few bytes over, rows only tighten, lest they alternate.
            limits = best is null ? [.. anchored.Zip(limits, Math.Min)] : anchored;
        }

        if (best is var (chosen, counted, solution))
            return (chosen, counted, solution, bound);

        // Whatever rows say, the file decides of what is cheapest for each budget.
        var smallest = new long[budgets.Count];
        for (var k = 0; k < budgets.Count; k++)
        {
            int[] cheapest = [.. items.Select(layer => Enumerable.Range(0, layer.Length).MinBy(i => layer[i].Costs[k]))];
            var bits = layers.Zip(cheapest).ToDictionary(l => l.First.Weight.Node, l => mixed.Weights[l.Second]);
            var cost = costs.Of(bits);
            smallest[k] = cost[budgets[k].Kind];
            if (budgets.All(b => cost[b.Kind] <= b.Limit))
            {
                var loss = items.Zip(cheapest, (layer, i) => layer[i].Loss).Sum();
                long[] taken = [.. budgets.Select(b => cost[b.Kind] - costs.Uniform[b.Kind])];
                return (bits, cost, new AllocationResult(cheapest, loss, taken, Math.Min(bound, loss), new double[budgets.Count]), bound);
            }
        }

        throw new DiagnosticException([.. budgets.Zip(smallest).Where(b => b.Second > b.First.Limit || budgets.Zip(smallest).All(o => o.Second <= o.First.Limit))
            .Select(b => BudgetDiagnostics.BitsOutOfReach(target, b.First.Name, b.First.Limit, b.Second, b.First.Span))]);
    }

    /// <summary>A budget that the bits of the layers share.</summary>
    private sealed record SharedBudget(BudgetKind Kind, string Name, long Limit, SourceSpan Span);
}
