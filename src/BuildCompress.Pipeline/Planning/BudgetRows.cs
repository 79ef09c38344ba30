using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Planning;

/// <summary>Turns a target's budgets into rows over channel counts, anchored at the exact cost of the unpruned artifact.</summary>
internal static class BudgetRows
{
    /// <summary>Bytes one output channel of a quantised weight adds to a file: bias (int32), its scale, the weight's scale and zero point.</summary>
    private const long QuantisedChannelBytes = 13;

    /// <summary>A row of bytes counts bits: a kernel of low bits need not fill its last byte.</summary>
    private const long Bits = 8;

    /// <summary>One row per budget, several for peak memory, in the order of <paramref name="budgets"/> and by their names.</summary>
    /// <param name="coupling">Channel groups of the original model.</param>
    /// <param name="budgets">Kinds and resolved limits.</param>
    /// <param name="fullWidth">What the artifact would cost with every channel kept.</param>
    /// <param name="weightBits">Bits of a weight in the file: 32, 8, 4 or 2, see <see cref="ArtifactForm.StoredWeightBits"/>.</param>
    /// <param name="kernelPositions">Kernel positions that count, by weight and kind; all of them when null.</param>
    /// <param name="bitsPerMac">Bits of a weight times bits of an input, by display name of the layer; needed for a budget of bit operations.</param>
    /// <param name="latencyRow">Gives the row of a latency budget, by the model of the target's device.</param>
    public static IReadOnlyList<BudgetRow> Build(
        CouplingMap coupling, IReadOnlyList<ResolvedBudget> budgets, ArtifactCost fullWidth, int weightBits,
        Func<WeightCoupling, BudgetKind, long>? kernelPositions = null, Func<string, long>? bitsPerMac = null, Func<ResolvedBudget, BudgetRow>? latencyRow = null) =>
        [.. budgets.SelectMany(b => b.Kind switch
        {
            BudgetKind.PeakMemory => PeakMemoryRows.Build(coupling, b.Name, b.Limit, fullWidth.Points!),
            BudgetKind.Latency => [latencyRow!(b)],
            _ => [Row(coupling, b, fullWidth[b.Kind], weightBits, kernelPositions ?? ((weight, _) => weight.KernelElements), bitsPerMac)],
        })];

    private static BudgetRow Row(
        CouplingMap coupling, ResolvedBudget budget, long fullWidth, int weightBits, Func<WeightCoupling, BudgetKind, long> kernelPositions,
        Func<string, long>? bitsPerMac)
    {
        var (kind, row) = (budget.Kind, new CostRow(coupling.Groups));
        var scale = kind == BudgetKind.Size ? Bits : 1;
        fullWidth *= scale;
        foreach (var weight in coupling.Weights)
        {
            var output = Footprint.Of(weight.Output, coupling.Groups);
            var perElement = Cost(kernelPositions(weight, kind));
            fullWidth -= (Cost(weight.KernelElements) - perElement) * weight.Output.Count * (weight.Input.Count / weight.ConvGroups);
            if (weight.IsDepthwise)
                row.AddVector(output, perElement);
            else
                row.AddMatrix(output, Footprint.Of(weight.Input, coupling.Groups), perElement, weight.ConvGroups);

            if (kind is not (BudgetKind.Macs or BudgetKind.Bops))
                row.AddVector(output, kind == BudgetKind.Parameters ? 1 : Bits * (weightBits < 32 ? QuantisedChannelBytes : sizeof(float)));

            long Cost(long positions) => kind switch
            {
                BudgetKind.Macs => positions * weight.OutputPositions,
                BudgetKind.Bops => positions * weight.OutputPositions * bitsPerMac!(weight.Node),
                BudgetKind.Parameters => positions,
                _ => positions * weightBits,
            };
        }

        return row.Build(budget.Name, Math.Min(budget.Limit, long.MaxValue / scale) * scale, fullWidth) with { Scale = scale };
    }
}
