namespace BuildCompress.Pipeline.Latency;

/// <summary>A whole network that was measured, and what is known of its layers.</summary>
/// <param name="Layers">As if each ran alone.</param>
/// <param name="Measured">What the network took, nanoseconds.</param>
internal sealed record CalibrationNetwork(IReadOnlyList<LayerCost> Layers, double Measured);
