namespace BuildCompress.Core.Reports;

/// <summary>What a result depends on besides model, data and settings.</summary>
/// <param name="ToolVersion">Version of BuildCompress.</param>
/// <param name="Engines">Versions of the native engines, by name.</param>
/// <param name="Seed">Seed of every random choice.</param>
/// <param name="ContentKey">Content key of the artifact, hexadecimal.</param>
public sealed record Provenance(string ToolVersion, IReadOnlyDictionary<string, string> Engines, int Seed, string ContentKey);
