using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Cli.Commands;

/// <summary>Words for a native engine that is not there.</summary>
internal static class EngineDiagnostics
{
    public static Diagnostic Unavailable(DllNotFoundException error) => DiagnosticCatalog.EngineUnavailable.Because(
        $"A native engine cannot be loaded: {error.Message}", "Run 'buildcompress doctor' to see which, and set it up as the README says.");
}
