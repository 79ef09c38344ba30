using BuildCompress.Devices.Agents;

namespace BuildCompress.Agent.Hosting;

/// <summary>How an agent is set up: section <c>Agent</c> of appsettings.json, <c>Agent__Listen</c>-like environment variables, <c>--Agent:Listen</c>.</summary>
public sealed record AgentOptions
{
    /// <summary>Address to listen on; port 0 takes a free one. Anything but loopback needs a token.</summary>
    public string Listen { get; init; } = AgentAddress.Default;

    /// <summary>File whose first line is the token that clients must show.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The token itself; meant for the environment, where it stays out of files and process lists.</summary>
    public string? Token { get; init; }

    /// <summary>Certificate for https: a PFX file without a password, or PEM.</summary>
    public string? Certificate { get; init; }

    /// <summary>Private key of a PEM certificate.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>Listens beyond loopback without TLS although token and models can then be read by anybody on the way.</summary>
    public bool AllowAnyoneOnTheNetworkToReadTokenAndModels { get; init; }

    /// <summary>Folder of uploaded models; emptied of the oldest as <see cref="AgentLimits.Store"/> says.</summary>
    public string Data { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } folder
            ? folder : Path.GetTempPath(),
        "buildcompress", "agent");

    /// <summary>Log file, one a day, seven kept; none when null. The console always gets the log.</summary>
    public string? LogFile { get; init; }

    /// <summary>What it allows anybody.</summary>
    public AgentLimits Limits { get; init; } = new();
}
