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

    static AgentConfiguration() => TypeDescriptor.AddAttributes(typeof(Bytes), new TypeConverterAttribute(typeof(BytesTypeConverter)));

    /// <exception cref="DiagnosticException"><c>BCMP5016</c>: a value cannot be read.</exception>
    public static AgentOptions Read(string[] args)
    {
        try
        {
            var options = new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
                .AddEnvironmentVariables()
                .AddCommandLine(args)
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
}
