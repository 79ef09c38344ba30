using BuildCompress.Agent.Hosting;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Agents;

namespace BuildCompress.Agent.Safety;

/// <summary>
/// What an agent must have before it listens where others can reach it: it runs whatever model it is sent, so anybody who may talk to it may
/// keep the device busy.
/// </summary>
internal static class AgentSafety
{
    private const int ShortestToken = 16;

    /// <summary>The address to listen on and the token clients must show; null when loopback needs none.</summary>
    /// <exception cref="DiagnosticException"><c>BCMP5015</c>: it would be unsafe; <c>BCMP5016</c>: an option makes no sense.</exception>
    public static (Uri Address, string? Token) Check(AgentOptions options)
    {
        if (!Uri.TryCreate(options.Listen, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw Wrong($"'{options.Listen}' is no address to listen on.", "Write e.g. https://0.0.0.0:5127.");
        var token = ReadToken(options);
        if (token is { Length: < ShortestToken })
            throw Unsafe($"The token has {token.Length} characters; one that cannot be guessed has at least {ShortestToken}.", "Make one: openssl rand -hex 32.");
        if (token is not null && token.Any(character => character is < ' ' or > '~'))
            throw Wrong("The token has characters that no HTTP header can hold.", "Make one: openssl rand -hex 32.");
        if (!options.Limits.AreValid)
            throw Wrong("A limit of the agent is not above zero.", "Correct Agent:Limits.");
        if (address.Scheme == "https" && options.Certificate is null)
            throw Wrong($"{address} needs a certificate.", "Set Agent:Certificate (--certificate).");
        if (!AgentAddress.IsLoopback(address))
            CheckExposed(address, token, options);
        return (address, token);
    }

    private static void CheckExposed(Uri address, string? token, AgentOptions options)
    {
        if (token is null)
        {
            throw Unsafe(
                $"{address} can be reached by others, and the agent has no token: anybody could run models on this device.",
                "Set Agent:TokenFile (--token-file) to a file with a secret, or listen on 127.0.0.1.");
        }
        if (address.Scheme == "http" && !options.AllowAnyoneOnTheNetworkToReadTokenAndModels)
        {
            throw Unsafe(
                $"{address} can be reached by others, and without TLS anybody on the way can read the token and the models.",
                "Listen on https with Agent:Certificate (--certificate), or accept the risk with --allow-anyone-on-the-network-to-read-token-and-models.");
        }
    }

    private static string? ReadToken(AgentOptions options)
    {
        if (options.TokenFile is not { } file)
            return string.IsNullOrWhiteSpace(options.Token) ? null : options.Token.Trim();
        try
        {
            var line = File.ReadLines(file).FirstOrDefault()?.Trim();
            return string.IsNullOrEmpty(line) ? throw Wrong($"The first line of {file} is empty; it should hold the token.", "Write one: openssl rand -hex 32.") : line;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"The token file cannot be read: {error.Message}", "Check its path and rights.");
        }
    }

    private static DiagnosticException Unsafe(string message, string nextStep) => new(DiagnosticCatalog.UnsafeAgent.Because(message, nextStep));

    private static DiagnosticException Wrong(string message, string nextStep) => new(DiagnosticCatalog.AgentCannotStart.Because(message, nextStep));
}
