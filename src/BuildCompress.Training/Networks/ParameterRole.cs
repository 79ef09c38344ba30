namespace BuildCompress.Training.Networks;

/// <summary>What a trained tensor is for; decides its learning rate and whether it decays.</summary>
public enum ParameterRole
{
    /// <summary>Kernel of a convolution or matrix of a linear layer: the only kind that decays.</summary>
    Weight,
    Bias,

    /// <summary>Scale or offset of a batch normalisation.</summary>
    Normalisation,

    /// <summary>Slope of a PRelu.</summary>
    Slope,

    /// <summary>Step size of a quantiser: positive, has a learning rate of its own.</summary>
    Step,
}
