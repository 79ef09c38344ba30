using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Onnx.Surgery.Spatial;

namespace BuildCompress.Pipeline.Planning;

/// <summary>What kernel positions cost, and which can be lost.</summary>
/// <param name="settings">The target's settings.</param>
internal sealed class KernelCosts(CompressSettings settings)
{
    private readonly SpatialMode mode = settings.Prune.Spatial;

    /// <summary>Kernels of <paramref name="model"/> that the mode may thin out.</summary>
    public IReadOnlyList<PrunableKernel> Prunable(Model model) => mode switch
    {
        SpatialMode.Columns => Single(model),
        SpatialMode.Rectangles => [.. Single(model).Where(kernel => kernel.Rectangles.Count > 1)],
        _ => [],
    };

    /// <summary>Kernels that are no branch: what a branch loses, the merged kernel may have from another.</summary>
    private static IReadOnlyList<PrunableKernel> Single(Model model)
    {
        var branches = BlockRecognition.Of(model).Blocks.SelectMany(b => b.Nodes).Select(n => n.DisplayName).ToHashSet();
        return [.. PrunableKernel.Of(model).Where(kernel => !branches.Contains(kernel.Node))];
    }

    /// <summary>Filters that must keep the same positions: those with the same index in each group of a grouped convolution.</summary>
    public int Tied(PrunableKernel kernel) => mode == SpatialMode.Rectangles ? kernel.Groups : 1;

    /// <summary>Most rectangles of a kernel: one where the parts of a convolution could not be put in order for nothing.</summary>
    public int MaxShapes(PrunableKernel kernel) => mode != SpatialMode.Rectangles ? int.MaxValue : kernel.AnyOrder ? settings.Prune.MaxRectangles : 1;

    /// <summary>
    /// Filters that keep the same rectangle come in blocks of this many: the largest divisor of their number within the granularity, since a runtime
    /// is fast at multiples of it only.
    /// </summary>
    public int BlockOf(int filters) => mode != SpatialMode.Rectangles ? 1
        : Enumerable.Range(1, Math.Min(filters, settings.Prune.Granularity)).Last(size => filters % size == 0);

    /// <summary>Of most layers: first and last ones may have others.</summary>
    private long BitsPerMac => settings.Quantise.Method == QuantiseMethod.None ? QuantiseBits.Float * QuantiseBits.Float
        : settings.Quantise.Bits.Weights * settings.Quantise.Bits.Activations;

    /// <summary>What a position of one filter costs. Zeros take as many bytes as other numbers.</summary>
    public long PerPosition(PrunableKernel kernel, BudgetKind kind) => kind switch
    {
        BudgetKind.Macs => kernel.Inputs * kernel.OutputPositions,
        BudgetKind.Bops => kernel.Inputs * kernel.OutputPositions * BitsPerMac,
        BudgetKind.Parameters => kernel.Inputs,
        BudgetKind.Size when mode == SpatialMode.Rectangles => ((kernel.Inputs * ArtifactForm.StoredWeightBits(settings.Quantise)) + 7) / 8,
        _ => 0,
    };

    /// <summary>
    /// Kernel positions on which the choice of channels counts: <c>gamma</c> of those that can be lost, rounded up. Where every kernel can be
    /// thinned out that is METHODS 1.4's budget of <c>B / gamma</c>.
    /// </summary>
    /// <returns>For each weight of the original model, the positions to count for a budget of a kind.</returns>
    public Func<WeightCoupling, BudgetKind, long> Widened(Model model)
    {
        var prunable = Prunable(model).ToDictionary(kernel => kernel.Weight);
        return (weight, kind) => prunable.TryGetValue(weight.Weight, out var kernel) && PerPosition(kernel, kind) > 0
            ? (long)Math.Ceiling(settings.Prune.Gamma * weight.KernelElements) : weight.KernelElements;
    }
}
