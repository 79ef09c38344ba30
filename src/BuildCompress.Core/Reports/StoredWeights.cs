namespace BuildCompress.Core.Reports;

/// <summary>Weights of layers that lie in the file as one type.</summary>
/// <param name="Type">The type, e.g. <c>int4</c>.</param>
/// <param name="Layers">Layers whose weights are of it.</param>
/// <param name="Elements">Weights.</param>
/// <param name="Bytes">What they take, without scales.</param>
public sealed record StoredWeights(string Type, int Layers, long Elements, long Bytes);
