namespace BuildCompress.Core.Diagnostics;

/// <summary>Exit codes of the <c>buildcompress</c> command.</summary>
public enum ExitCode
{
    Ok = 0,

    /// <summary>The command line is wrong.</summary>
    Usage = 1,

    /// <summary>The manifest, or the data it names, is wrong.</summary>
    Manifest = 2,

    /// <summary>A budget or the accuracy limit cannot be met.</summary>
    BudgetNotMet = 3,

    /// <summary>The model is corrupt or uses what is not supported.</summary>
    ModelNotSupported = 4,

    /// <summary>A device cannot be reached or does not measure.</summary>
    Device = 5,

    /// <summary>The store or the output cannot be written, or a report in it cannot be read.</summary>
    Store = 6,

    /// <summary>This machine lacks a native engine or the tool (<c>EX_UNAVAILABLE</c> of sysexits).</summary>
    Unavailable = 69,

    /// <summary>Our own mistake (<c>EX_SOFTWARE</c>).</summary>
    Internal = 70,

    /// <summary>Stopped by the user.</summary>
    Cancelled = 130,
}
