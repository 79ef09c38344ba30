namespace BuildCompress.Core.Manifests;

/// <summary>
/// Bits of weights that differ from layer to layer: those with the least estimated increase of the loss, such that the budgets of size and bit operations
/// hold; without a budget of size, a file no larger than with the same bits in every layer.
/// </summary>
/// <param name="Weights">Bits a layer may have, 2 to 8.</param>
/// <param name="Sensitivity">How the increase of the loss is estimated.</param>
/// <param name="Samples">Training samples that it is estimated on; 1,024 by default.</param>
public sealed record MixedBits(IReadOnlyList<int> Weights, BitSensitivity Sensitivity = BitSensitivity.Curvature, int Samples = 1024)
{
    /// <summary>What an empty section stands for: 2, 3, 4, 6, 8 bits.</summary>
    public static MixedBits Default { get; } = new([2, 3, 4, 6, 8]);
}
