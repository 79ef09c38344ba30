namespace BuildCompress.Core.Reports;

/// <summary>What the runtime made of the quantised graph.</summary>
/// <param name="Integer">Convolutions, linear layers and additions it runs in integer arithmetic: int8, however few bits the file holds.</param>
/// <param name="Float">Those it does not, by node name; empty, or nothing would have been emitted.</param>
public sealed record FusionReport(int Integer, IReadOnlyList<string> Float)
{
    /// <summary>How the weights of layers lie in the file, by type.</summary>
    public IReadOnlyList<StoredWeights> Weights { get; init; } = [];
}
