using System.Text.Json.Serialization;

namespace BuildCompress.Core.Protocol;

/// <summary>One line of <c>buildcompress run --format msbuild-json</c>: what the worker tells the build, as it happens.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(StartedEvent), "started")]
[JsonDerivedType(typeof(DiagnosticEvent), "diagnostic")]
[JsonDerivedType(typeof(ProgressEvent), "progress")]
[JsonDerivedType(typeof(ArtifactEvent), "artifact")]
public abstract record WorkerEvent;
