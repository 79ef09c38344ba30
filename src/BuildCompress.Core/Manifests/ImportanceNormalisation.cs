namespace BuildCompress.Core.Manifests;

/// <summary>Whether the importances of a layer are brought to the same scale as those of the others.</summary>
public enum ImportanceNormalisation
{
    /// <summary>The one that fits the criterion: <see cref="Authors"/> for l1 and l2, <see cref="None"/> for the others, whose layers compare as they are.</summary>
    Auto,

    /// <summary>Divide each layer by the Frobenius norm of its importances (the QCQP paper's).</summary>
    Authors,

    /// <summary>Leave them as they are.</summary>
    None,
}
