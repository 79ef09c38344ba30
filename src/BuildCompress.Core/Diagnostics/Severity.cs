namespace BuildCompress.Core.Diagnostics;

/// <summary>How much a diagnostic matters: an error stops the build.</summary>
public enum Severity
{
    Info,
    Warning,
    Error,
}
