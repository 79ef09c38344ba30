namespace BuildCompress.Core.Manifests;

/// <summary>How re-parametrised blocks come to integers. Either way one convolution is emitted.</summary>
public enum BlockQuantisation
{
    /// <summary>The branches train on; what is quantised is the one kernel that is merged from them at every step (Prutianova et al., BMVC 2023).</summary>
    Repq,

    /// <summary>The branches are merged, then the one kernel trains.</summary>
    MergeFirst,
}
