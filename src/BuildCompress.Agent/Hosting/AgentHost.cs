using System.Net.Sockets;
using System.Reflection;
using BuildCompress.Agent.Endpoints;
using BuildCompress.Agent.Measurements;
using BuildCompress.Agent.Models;
using BuildCompress.Agent.Safety;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Agents;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BuildCompress.Agent.Hosting;

/// <summary>The agent as a whole: settings → server.</summary>
public static partial class AgentHost
{
    /// <summary>Version of the agent, e.g. <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        typeof(AgentHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>Serves until cancelled, or until Ctrl-C or SIGTERM.</summary>
    /// <exception cref="DiagnosticException"><c>BCMP5015</c>: it would be unsafe; <c>BCMP5016</c>: it cannot start.</exception>
    public static async Task RunAsync(AgentOptions options, CancellationToken cancellation)
    {
        await using var agent = await StartAsync(options, cancellation);
        await agent.WaitForShutdownAsync(cancellation);
    }

    /// <summary>Starts serving; <see cref="AddressOf"/> says where.</summary>
    internal static async Task<WebApplication> StartAsync(AgentOptions options, CancellationToken cancellation)
    {
        var agent = Build(options);
        try
        {
            await agent.StartAsync(cancellation);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await agent.DisposeAsync();
            throw new DiagnosticException(
                DiagnosticCatalog.AgentCannotStart.Because(
                    $"The agent cannot listen on {options.Listen}: {error.Message}", "Choose another address or port, or stop what uses it; ports below 1024 are the system's."),
                error);
        }
        LogListening(agent.Logger, AddressOf(agent), DeviceFingerprint.Current());
        return agent;
    }

    /// <summary>Where it listens, with the port it got.</summary>
    internal static Uri AddressOf(WebApplication agent) =>
        new(agent.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    private static WebApplication Build(AgentOptions options)
    {
        var (address, token) = AgentSafety.Check(options);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddAgentLog(options);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => AgentServer.Configure(kestrel, address, options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.ConfigureHttpJsonOptions(json => DeviceJson.Configure(json.SerializerOptions));
        builder.Services.AddRateLimiter(rates => RequestRate.Configure(rates, options.Limits));
        builder.Services.AddAgentDescription();
        builder.Services.AddSingleton(options.Limits);
        builder.Services.AddSingleton(OpenStore(options));
        builder.Services.AddSingleton<MeasurementBoard>();
        builder.Services.AddHostedService<MeasurementService>();

        var agent = builder.Build();
        agent.UseMiddleware<RefusalMiddleware>();
        if (AgentAddress.IsLoopback(address) && token is null)
            agent.UseMiddleware<LoopbackHostCheck>();
        agent.UseRateLimiter();
        if (token is not null)
            agent.UseMiddleware<TokenCheck>(token);
        agent.MapDevice();
        agent.MapModels();
        agent.MapMeasurements();
        agent.MapOpenApi(AgentApi.OpenApi.Replace("v1", "{documentName}", StringComparison.Ordinal));
        return agent;
    }

    private static ModelStore OpenStore(AgentOptions options)
    {
        try
        {
            return new ModelStore(options.Data, options.Limits);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(
                DiagnosticCatalog.AgentCannotStart.Because($"Models cannot be kept in {options.Data}: {error.Message}", "Set Agent:Data (--data) to a folder that can be written."),
                error);
        }
    }

    [LoggerMessage(LogLevel.Information, "Listening on {Address}. {Device}")]
    private static partial void LogListening(ILogger log, Uri address, DeviceFingerprint device);
}
