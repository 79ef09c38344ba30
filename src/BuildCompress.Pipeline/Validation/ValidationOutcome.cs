using BuildCompress.Core.Reports;

namespace BuildCompress.Pipeline.Validation;

/// <summary>A manifest that holds together.</summary>
/// <param name="Manifest">Full path of the manifest.</param>
/// <param name="Original">The model as given.</param>
/// <param name="Targets">In the order of the manifest.</param>
public sealed record ValidationOutcome(string Manifest, ModelFigures Original, IReadOnlyList<ValidatedTarget> Targets);
