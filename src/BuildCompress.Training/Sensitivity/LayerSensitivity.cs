using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Data;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.Training.Sensitivity;

/// <summary>What fewer bits in the weights of one layer are estimated to cost.</summary>
/// <param name="Weight">The layer and its weight.</param>
/// <param name="LossIncrease">Increase of the mean loss, in nats, for each width asked for; not negative, and never less for fewer bits.</param>
public sealed record LayerSensitivity(QuantizedWeight Weight, IReadOnlyDictionary<int, double> LossIncrease)
{
    /// <summary>Estimates every quantised layer but first and last ones, whose bits are options of their own.</summary>
    /// <param name="model">A trained float model in <see cref="QuantizableForm"/>.</param>
    /// <param name="types">Its inferred types.</param>
    /// <param name="plan">Where it will be quantised.</param>
    /// <param name="quantizer">How: decides the grids on which the weights are rounded.</param>
    /// <param name="mixed">Widths, estimate, and how many samples.</param>
    /// <param name="train">Training samples.</param>
    /// <param name="preprocess">How a pixel becomes an input value.</param>
    /// <param name="seed">Of the choice of samples, and of the signs that the curvature draws.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <returns>In graph order.</returns>
    /// <exception cref="Core.Diagnostics.DiagnosticException">A node cannot be run in libtorch (BCMP4101), or the loss is not finite (BCMP4203).</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<LayerSensitivity> Of(
        Model model, InferredTypes types, QuantizationPlan plan, IQuantizer quantizer, MixedBits mixed, ImageDataset train, PreprocessSettings preprocess,
        int seed, CancellationToken cancellation = default)
    {
        var samples = train.Sample(mixed.Samples, seed);
        var weights = plan.Weights.Where(w => !w.IsEnd).ToArray();
        var rounded = new RoundedWeights(model.Graph, quantizer);
        var increase = mixed.Sensitivity == BitSensitivity.Curvature
            ? new CurvatureSensitivity(model, types, samples, preprocess, seed, cancellation).Of(weights, mixed.Weights, rounded)
            : new MeasuredSensitivity(model, types, samples, preprocess, cancellation).Of(weights, mixed.Weights, rounded);
        return [.. weights.Zip(increase, (weight, of) => new LayerSensitivity(weight, Rising(mixed.Weights, of)))];
    }

    /// <summary>Less loss with fewer bits is noise of the estimate.</summary>
    private static SortedDictionary<int, double> Rising(IReadOnlyList<int> bits, double[] increase)
    {
        var rising = new SortedDictionary<int, double>();
        var least = 0.0;
        foreach (var (width, loss) in bits.Zip(increase).OrderByDescending(w => w.First))
            rising[width] = least = Math.Max(least, loss);
        return rising;
    }
}
