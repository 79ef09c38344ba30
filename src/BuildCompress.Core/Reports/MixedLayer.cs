namespace BuildCompress.Core.Reports;

/// <summary>A layer whose bits were chosen.</summary>
/// <param name="Name">Node name.</param>
/// <param name="Bits">Bits of its weights.</param>
/// <param name="LossIncrease">Estimated increase of the mean loss with these bits, in nats.</param>
/// <param name="Alternatives">The estimate for each width it could have had.</param>
public sealed record MixedLayer(string Name, int Bits, double LossIncrease, IReadOnlyDictionary<int, double> Alternatives);
