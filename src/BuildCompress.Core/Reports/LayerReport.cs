namespace BuildCompress.Core.Reports;

/// <summary>Output channels of a layer.</summary>
/// <param name="Name">Node name.</param>
/// <param name="Kept">Channels in the result; 0 for a layer that vanished.</param>
/// <param name="Total">Channels in the original.</param>
public sealed record LayerReport(string Name, int Kept, int Total);
