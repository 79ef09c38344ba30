using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Core.Protocol;

/// <summary>A diagnostic to show in the build's error list.</summary>
public sealed record DiagnosticEvent(Diagnostic Diagnostic) : WorkerEvent;
