using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Data;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Importance;

/// <summary>
/// Tells what each (output, input) channel pair of every Conv, ConvTranspose, Gemm and MatMul weight is worth to the network: by weight name,
/// <c>[outC, inC/groups]</c>, nonnegative. docs/importance.md compares the criteria.
/// </summary>
public static class ImportanceEstimator
{
    /// <summary>Whether a criterion looks at samples; the others look at the weights alone.</summary>
    public static bool NeedsData(ImportanceKind kind) => kind is ImportanceKind.Taylor or ImportanceKind.Fisher;

    /// <summary>
    /// The magnitude criterion of Optimal channel selection with discrete QCQP (AISTATS 2022): <c>I_ji = sum_ab |w_jiab|</c>.
    /// </summary>
    /// <exception cref="DiagnosticException">An importance is not finite (BCMP2016).</exception>
    public static IReadOnlyDictionary<string, WeightImportance> L1(Graph graph) => Finite(MagnitudeImportance.L1(graph));

    /// <summary>The Euclidean norm of each kernel: <c>I_ji = sqrt(sum_ab w_jiab²)</c>.</summary>
    /// <exception cref="DiagnosticException">An importance is not finite (BCMP2016).</exception>
    public static IReadOnlyDictionary<string, WeightImportance> L2(Graph graph) => Finite(MagnitudeImportance.L2(graph));

    /// <summary>
    /// The scale of the batch normalisation behind each filter (Liu et al., ICCV 2017), shared out among its kernels by magnitude:
    /// <c>I_ji = |gamma_j| sum_ab |w_jiab| / sum_kab |w_jkab|</c>. Layers that no normalisation follows are worth nothing.
    /// </summary>
    /// <exception cref="DiagnosticException">No layer is followed by a normalisation (BCMP4206), or an importance is not finite (BCMP2016).</exception>
    public static IReadOnlyDictionary<string, WeightImportance> BatchNormScale(Graph graph)
    {
        var importance = Finite(MagnitudeImportance.BatchNormScale(graph));
        return importance.Values.Any(layer => layer.Values.Any(value => value > 0)) ? importance : throw new DiagnosticException(
            DiagnosticCatalog.NoNormalisation.Because(
                "The importance bn-scale reads the scales of batch normalisations, but no layer of the model is followed by one.",
                "Choose another \"importance\", or export the model without folding its normalisations into the convolutions."));
    }

    /// <summary>
    /// The first-order Taylor criterion (Molchanov et al., CVPR 2019, equation 8, per kernel instead of per filter):
    /// <c>I_ji = mean over batches of sum_ab |w_jiab dL/dw_jiab|</c>, L the cross entropy of a batch in evaluation mode. All layers are in units
    /// of the loss.
    /// </summary>
    /// <param name="network">The network made from <paramref name="graph"/>; unchanged.</param>
    /// <param name="graph">Names the weights.</param>
    /// <param name="data">Calibration samples; a thousand are enough.</param>
    /// <param name="preprocess">How a pixel becomes an input value.</param>
    /// <param name="batchSize">Most samples per gradient, fewer when images are large: smaller batches keep more of the spread between samples.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <exception cref="DiagnosticException">The loss (BCMP4203) or an importance (BCMP2016) is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyDictionary<string, WeightImportance> Taylor(
        INetwork network, Graph graph, ImageDataset data, PreprocessSettings preprocess, int batchSize = 32, CancellationToken cancellation = default) =>
        Finite(new LossImportance(network, graph, data, preprocess, cancellation).Taylor(batchSize));

    /// <summary>
    /// The second-order criterion of Fisher pruning (Theis et al., Faster gaze prediction with dense networks and Fisher pruning, 2018), per
    /// kernel: a kernel gets a gate m_ji = 1 whose removal raises a trained network's loss by <c>H/2</c>, and the Fisher information stands for
    /// the curvature H: <c>I_ji = mean over samples of (dL/dm_ji)² / 2</c> with <c>dL/dm_ji = sum_ab w_jiab dL/dw_jiab</c>. One gradient per
    /// sample, so slower than <see cref="Taylor"/>.
    /// </summary>
    /// <inheritdoc cref="Taylor"/>
    public static IReadOnlyDictionary<string, WeightImportance> Fisher(
        INetwork network, Graph graph, ImageDataset data, PreprocessSettings preprocess, CancellationToken cancellation = default) =>
        Finite(new LossImportance(network, graph, data, preprocess, cancellation).Fisher());

    /// <summary>Brings layers to one scale.</summary>
    /// <param name="importance">As estimated.</param>
    /// <param name="kind">The criterion, which decides for <see cref="ImportanceNormalisation.Auto"/>.</param>
    /// <param name="normalisation">How.</param>
    public static IReadOnlyDictionary<string, WeightImportance> Normalise(
        IReadOnlyDictionary<string, WeightImportance> importance, ImportanceKind kind, ImportanceNormalisation normalisation)
    {
        var authors = normalisation == ImportanceNormalisation.Authors
            || (normalisation == ImportanceNormalisation.Auto && kind is ImportanceKind.L1 or ImportanceKind.L2);
        return authors ? importance.ToDictionary(i => i.Key, i => i.Value.Normalised()) : importance;
    }

    private static IReadOnlyDictionary<string, WeightImportance> Finite(IReadOnlyDictionary<string, WeightImportance> importance)
    {
        foreach (var layer in importance.Values)
        {
            var at = Array.FindIndex(layer.Values, value => !float.IsFinite(value));
            if (at >= 0)
            {
                throw new DiagnosticException(DiagnosticCatalog.WeightsNotFinite.Because(
                    $"What channels of the weight '{layer.Weight}' are worth by its values is infinite or not a number, first for its output {at / layer.Inputs}, input {at % layer.Inputs}.",
                    "Look at that weight, and the normalisation behind it, in the training framework, and export the model from a checkpoint whose weights are finite."));
            }
        }

        return importance;
    }
}
