namespace BuildCompress.Core.Manifests;

/// <summary>What a weight is worth to the network; equations in docs/importance.md.</summary>
public enum ImportanceKind
{
    /// <summary>Sum of absolute weights (the QCQP paper's).</summary>
    L1,

    /// <summary>Euclidean norm of each kernel.</summary>
    L2,

    /// <summary>Scale of the batch normalisation behind the layer, shared out among a filter's kernels by their magnitude.</summary>
    BnScale,

    /// <summary>First-order Taylor expansion of the loss over calibration samples: |weight * gradient|.</summary>
    Taylor,

    /// <summary>Second-order expansion of the loss with the Fisher information for its curvature: (weight * gradient)² over calibration samples.</summary>
    Fisher,
}
