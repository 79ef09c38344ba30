namespace BuildCompress.Core.Protocol;

/// <summary>A target's artifact lies in the output folder, verified.</summary>
/// <param name="Target">Name of the target.</param>
/// <param name="ModelPath">Full path of the emitted ONNX file.</param>
/// <param name="ReportPath">Full path of its <c>report.json</c>.</param>
/// <param name="CacheKey">Content key of the artifact.</param>
/// <param name="Reused">True when it was up to date and nothing was computed.</param>
public sealed record ArtifactEvent(string Target, string ModelPath, string ReportPath, string CacheKey, bool Reused) : WorkerEvent;
