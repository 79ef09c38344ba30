namespace BuildCompress.Core.Manifests;

/// <summary>What a budget limits.</summary>
public enum BudgetKind
{
    Macs,
    Parameters,

    /// <summary>Bit operations of one inference: over all layers, MACs times bits of a weight times bits of what it is multiplied with; 32 in float32.</summary>
    Bops,

    /// <summary>Bytes of the emitted file.</summary>
    Size,

    /// <summary>The most bytes of activations alive at once, for one sample.</summary>
    PeakMemory,

    /// <summary>Nanoseconds of one inference at batch 1 on the target's device.</summary>
    Latency,
}
