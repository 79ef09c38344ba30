namespace BuildCompress.Core.Diagnostics;

/// <summary>Exit codes of the <c>buildcompress</c> command.</summary>
public enum ExitCode
{
    Ok = 0,
    Usage = 1,
    Manifest = 2,
    BudgetNotMet = 3,
    ModelNotSupported = 4,
    Device = 5,
    Store = 6,
    Internal = 70,
    Cancelled = 130,
}
