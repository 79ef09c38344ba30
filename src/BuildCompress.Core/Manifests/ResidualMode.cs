namespace BuildCompress.Core.Manifests;

/// <summary>Which channels the layers that add to a residual stream may keep.</summary>
public enum ResidualMode
{
    /// <summary>All of them keep the same: one mask per stream.</summary>
    Tied,

    /// <summary>Each branch keeps channels of its own; the stream carries those that the branch or the shortcut brings (the QCQP paper's OR-rule).</summary>
    Union,
}
