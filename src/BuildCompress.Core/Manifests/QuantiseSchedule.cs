namespace BuildCompress.Core.Manifests;

/// <summary>The order of things while training with quantisation in the loop.</summary>
/// <param name="Progressive">
/// Train at 8, 5, 4, 3, 2 bits in turn down to those asked for, each stage from the weights of the one before; null for: with qil below 5 bits
/// (as its paper), never with lsq and lsq+.
/// </param>
/// <param name="StageShare">Share of the epochs that the stages before the last take together, 0..1; 0.4 by default.</param>
/// <param name="FreezeBatchNorm">
/// Share of the last stage after which the statistics of batch normalisation are frozen, and the normalisation folded into the weights for the
/// rest; 0 folds it before training; null for 0 where all is 6 bits or more, else 0.7.
/// </param>
/// <param name="ReestimateBatchNorm">Renew the statistics at the start of every stage and before they freeze; true by default.</param>
/// <param name="StepRate">Learning rate of steps, offsets and intervals over that of weights; they never decay. 1 by default.</param>
public sealed record QuantiseSchedule(
    bool? Progressive = null, double StageShare = 0.4, double? FreezeBatchNorm = null, bool ReestimateBatchNorm = true, double StepRate = 1)
{
    private static readonly int[] Ladder = [8, 5, 4, 3, 2];

    /// <summary>Bits of weights and activations of every stage; the last are those asked for.</summary>
    public IReadOnlyList<(int Weights, int Activations)> Stages(QuantiseMethod method, QuantiseBits bits)
    {
        var (weights, activations) = (bits.Weights, bits.Activations);
        var target = bits.Fewest();
        if (!(Progressive ?? (method == QuantiseMethod.Qil && target < 5)))
            return [(weights, activations)];
        return [.. Ladder.Where(b => b > target).Select(b => (Math.Max(b, weights), Math.Max(b, activations))), (weights, activations)];
    }

    /// <summary><see cref="FreezeBatchNorm"/> with its default filled in.</summary>
    public double FreezeShare(QuantiseBits bits) => FreezeBatchNorm ?? (bits.Fewest() >= 6 ? 0 : 0.7);
}
