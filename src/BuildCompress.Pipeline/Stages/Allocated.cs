using BuildCompress.Core.Reports;

namespace BuildCompress.Pipeline.Stages;

/// <summary>Bits of the weights of each layer in between, by node, and how good the choice is.</summary>
internal sealed record Allocated(IReadOnlyDictionary<string, int> Bits, MixedPrecisionReport Report);
