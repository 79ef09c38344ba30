namespace BuildCompress.Core.Reports;

/// <summary>What a latency budget was judged by.</summary>
public enum LatencyEvidence
{
    /// <summary>The device measured the artifact.</summary>
    Artifact,

    /// <summary>The device could not be asked: the cut network as it, or its recording, measured it before training.</summary>
    CutNetwork,

    /// <summary>Nor was that measured: the latency model's prediction.</summary>
    Prediction,
}
