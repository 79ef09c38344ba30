namespace BuildCompress.Pipeline.Plans;

/// <summary>What to plan.</summary>
/// <param name="ManifestPath">The manifest.</param>
/// <param name="Targets">Names of the targets to plan; empty for all.</param>
/// <param name="StoreFolder">The content store: what is computed here is found there by a run, and the other way round.</param>
/// <param name="Threads">Threads for gradients and for the solver; 0 for all cores.</param>
public sealed record PlanRequest(string ManifestPath, IReadOnlyList<string> Targets, string StoreFolder, int Threads = 0);
