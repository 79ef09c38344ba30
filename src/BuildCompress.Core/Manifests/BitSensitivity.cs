namespace BuildCompress.Core.Manifests;

/// <summary>How it is estimated what fewer bits in the weights of one layer cost.</summary>
public enum BitSensitivity
{
    /// <summary>
    /// Second order: half the sum over weights of curvature times squared rounding error, where the curvature is the diagonal of the Gauss-Newton matrix
    /// of the loss. One pass over the samples for all layers and widths.
    /// </summary>
    Curvature,

    /// <summary>The loss against the network's own answers with only this layer's weights rounded: one pass over the samples per layer and width.</summary>
    Measured,
}
