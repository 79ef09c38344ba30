namespace BuildCompress.Core.Reports;

/// <summary>What the runtime made of the quantised graph.</summary>
/// <param name="Integer">Convolutions, linear layers and additions it runs in integer arithmetic.</param>
/// <param name="Float">Those it does not, by node name; empty, or nothing would have been emitted.</param>
public sealed record FusionReport(int Integer, IReadOnlyList<string> Float);
