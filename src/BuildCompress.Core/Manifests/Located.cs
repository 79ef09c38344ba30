using System.Text.Json.Serialization;
using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Core.Manifests;

/// <summary>A value of the manifest with the place it was written at, so that a later error can point there.</summary>
public sealed record Located<T>(T Value, [property: JsonIgnore] SourceSpan Span);
