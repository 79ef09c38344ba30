using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Cli.Commands;

/// <summary>Words for a native engine that is not there, or is not the one this tool was built for.</summary>
internal static class EngineDiagnostics
{
    /// <summary>Whether <paramref name="error"/> is how the runtime says so.</summary>
    public static bool AreAbout(Exception error) =>
        error is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException
        || (error is TypeInitializationException { InnerException: { } cause } && AreAbout(cause));

    public static Diagnostic Unavailable(Exception error) => DiagnosticCatalog.EngineUnavailable.Because(
        $"A native engine cannot be loaded: {(error as TypeInitializationException)?.GetBaseException().Message ?? error.Message}",
        "Run 'buildcompress doctor' to see which; then run eng/setup again (in a checkout) or install the engine and the tool again.");
}
