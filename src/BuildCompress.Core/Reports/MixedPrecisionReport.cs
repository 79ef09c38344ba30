using BuildCompress.Core.Manifests;

namespace BuildCompress.Core.Reports;

/// <summary>How the bits of each layer's weights were chosen.</summary>
/// <param name="Sensitivity">How the increase of the loss was estimated.</param>
/// <param name="LossIncrease">Estimated increase of the mean loss on training samples, in nats, by the chosen bits.</param>
/// <param name="LowerBound">By the rows of what each layer costs, no choice within the budgets has less; equal to <paramref name="LossIncrease"/> where that is proved to be least.</param>
/// <param name="UniformLossIncrease">The estimate for the same bits in every layer (<c>bits.weights</c>).</param>
/// <param name="Budgets">What the bits share.</param>
/// <param name="Layers">The layers whose bits were chosen, in graph order.</param>
public sealed record MixedPrecisionReport(
    BitSensitivity Sensitivity, double LossIncrease, double LowerBound, double UniformLossIncrease, IReadOnlyList<MixedBudget> Budgets,
    IReadOnlyList<MixedLayer> Layers)
{
    /// <summary>Largest possible excess over the least increase, relative to what was chosen, 0..1.</summary>
    public double Gap => LossIncrease > 0 ? (LossIncrease - LowerBound) / LossIncrease : 0;
}
