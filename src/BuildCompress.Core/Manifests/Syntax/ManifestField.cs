using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Core.Manifests.Syntax;

/// <summary>A named value of an object.</summary>
/// <param name="Span">Place of the name.</param>
internal sealed record ManifestField(string Name, SourceSpan Span, ManifestNode Value);
