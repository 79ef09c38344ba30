namespace BuildCompress.Core.Manifests;

/// <summary>How weights and activations become integers.</summary>
public enum QuantiseMethod
{
    None,

    /// <summary>Learned step size quantisation (Esser et al., ICLR 2020).</summary>
    Lsq,
}
