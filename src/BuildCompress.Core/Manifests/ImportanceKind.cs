namespace BuildCompress.Core.Manifests;

/// <summary>What a weight is worth to the network.</summary>
public enum ImportanceKind
{
    /// <summary>Sum of absolute weights (the QCQP paper's).</summary>
    L1,

    /// <summary>First-order Taylor expansion of the loss over calibration samples: |weight * gradient|.</summary>
    Taylor,
}
