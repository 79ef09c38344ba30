namespace BuildCompress.Core.Manifests;

/// <summary>How a model is compressed.</summary>
/// <param name="Seed">Seed of every random choice; 1 by default.</param>
/// <param name="Prune">How channels are chosen.</param>
/// <param name="Finetune">Training after the cut.</param>
/// <param name="Quantise">Training with quantisation in the loop, then export.</param>
public sealed record CompressSettings(int Seed, PruneSettings Prune, FinetuneSettings Finetune, QuantiseSettings Quantise)
{
    /// <summary>Branches that convolutions get for training; none by default.</summary>
    public BranchKind Reparametrise { get; init; } = BranchKind.None;
}
