namespace BuildCompress.Core.Manifests;

/// <summary>How many scales a weight has.</summary>
public enum WeightScaling
{
    /// <summary>One per output channel: as fast in the runtime, and more exact.</summary>
    PerChannel,

    /// <summary>One in all, as in the papers.</summary>
    PerTensor,
}
