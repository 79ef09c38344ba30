using System.ComponentModel;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Units;
using BuildCompress.Devices.Agents;
using Microsoft.Extensions.Configuration;

namespace BuildCompress.Agent.Hosting;

/// <summary>Where options come from, the later winning: appsettings.json beside the program, the environment, the command line.</summary>
internal static class AgentConfiguration
{
    private const string Section = "Agent";

    /// <summary>The options that <c>buildcompress agent</c> has too, by the same names.</summary>
    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--listen"] = $"{Section}:Listen",
        ["--token-file"] = $"{Section}:TokenFile",
        ["--certificate"] = $"{Section}:Certificate",
        ["--certificate-key"] = $"{Section}:CertificateKey",
        ["--data"] = $"{Section}:Data",
        ["--log-file"] = $"{Section}:LogFile",
        ["--allow-anyone-on-the-network-to-read-token-and-models"] = $"{Section}:AllowAnyoneOnTheNetworkToReadTokenAndModels",
    };

    static AgentConfiguration() => TypeDescriptor.AddAttributes(typeof(Bytes), new TypeConverterAttribute(typeof(BytesTypeConverter)));

    /// <exception cref="DiagnosticException"><c>BCMP5016</c>: a value cannot be read.</exception>
    public static AgentOptions Read(string[] args)
    {
        CheckNames(args);
        try
        {
            var options = new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
                .AddEnvironmentVariables()
                .AddCommandLine(args, Switches)
                .Build()
                .GetSection(Section)
                .Get<AgentOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new AgentOptions();
            return options with { Token = options.Token ?? Environment.GetEnvironmentVariable(AgentClient.TokenVariable) };
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or IOException)
        {
            throw new DiagnosticException(
                DiagnosticCatalog.AgentCannotStart.Because(
                    $"The agent's settings cannot be read: {error.GetBaseException().Message}", "Correct appsettings.json, the environment or the command line."),
                error);
        }
    }

    /// <summary>A misspelt option must not start an agent that lacks it.</summary>
    private static void CheckNames(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i].Split('=', 2)[0];
            if (!Switches.ContainsKey(name) && !name.StartsWith($"--{Section}:", StringComparison.OrdinalIgnoreCase))
            {
                throw Wrong($"'{name}' is no option.", $"Options are {string.Join(", ", Switches.Keys)} and --{Section}:Limits:NAME, each with a value.");
            }
            if (!args[i].Contains('=') && ++i == args.Length)
                throw Wrong($"{name} needs a value.", $"Write {name}=VALUE.");
        }
    }

    private static DiagnosticException Wrong(string message, string nextStep) => new(DiagnosticCatalog.AgentCannotStart.Because(message, nextStep));
}
