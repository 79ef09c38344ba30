namespace BuildCompress.Core.Manifests;

/// <summary>Branches that the convolutions of a cut network get for training, and that are merged into them again.</summary>
public enum BranchKind
{
    None,

    /// <summary>A 1x1 convolution and, where input and output match, an identity, each normalised (Ding et al., CVPR 2021).</summary>
    Repvgg,

    /// <summary>A 1xk and a kx1 convolution, each normalised (Ding et al., ICCV 2019).</summary>
    Acnet,
}
