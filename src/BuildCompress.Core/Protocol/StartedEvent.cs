namespace BuildCompress.Core.Protocol;

/// <summary>The first line of every worker: who is speaking, so that a build can tell a tool and a package that do not belong together.</summary>
/// <param name="ToolVersion">Version of the tool, e.g. <c>0.1.0</c>.</param>
public sealed record StartedEvent(string ToolVersion) : WorkerEvent;
