namespace BuildCompress.Core.Manifests;

/// <summary>What batch normalisation inside of re-parametrised blocks goes by while <see cref="BlockQuantisation.Repq"/> trains over statistics.</summary>
public enum BlockStatistics
{
    /// <summary>Statistics of the batch: each branch is convolved for them, which about doubles the work of the block (RepQ-BN).</summary>
    Batch,

    /// <summary>Statistics estimated from the moments of the block's input, for almost nothing (RepQ-BNEst); exact ones replace them before they freeze.</summary>
    Estimate,

    /// <summary>The running statistics, as they are after quantisation.</summary>
    Frozen,
}
