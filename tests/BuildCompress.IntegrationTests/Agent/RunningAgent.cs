using System.Globalization;
using BuildCompress.Agent.Hosting;
using BuildCompress.Devices.Agents;
using Microsoft.AspNetCore.Builder;

namespace BuildCompress.IntegrationTests.Agent;

/// <summary>A real agent on a free port of this machine, with a data folder of its own.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private readonly WebApplication agent;
    private readonly DirectoryInfo data;

    private RunningAgent(WebApplication agent, DirectoryInfo data, string? token)
    {
        (this.agent, this.data) = (agent, data);
        Token = token;
        Address = AgentHost.AddressOf(agent);
    }

    public Uri Address { get; }

    public string? Token { get; }

    public string Data => data.FullName;

    /// <summary>When it measured what it was ordered so far, by its log.</summary>
    public IReadOnlyList<(DateTime From, DateTime To)> Measurements()
    {
        var lines = Directory.EnumerateFiles(Data, "log*").SelectMany(ReadShared).Select(line => (Time: DateTime.Parse(line[..23], CultureInfo.InvariantCulture), line)).ToList();
        var began = lines.Where(line => line.line.Contains(": measuring ", StringComparison.Ordinal)).Select(line => line.Time);
        var ended = lines.Where(line => line.line.Contains(": done ", StringComparison.Ordinal)).Select(line => line.Time);
        return [.. began.Zip(ended)];
    }

    public static async Task<RunningAgent> StartAsync(AgentLimits? limits = null, string? token = null, string listen = "http://127.0.0.1:0")
    {
        var data = Directory.CreateTempSubdirectory("buildcompress-agent-");
        var options = new AgentOptions { Listen = listen, Data = data.FullName, Token = token, Limits = limits ?? new AgentLimits(), LogFile = Path.Combine(data.FullName, "log") };
        return new RunningAgent(await AgentHost.StartAsync(options, CancellationToken.None), data, token);
    }

    /// <summary>A client that gives up soon.</summary>
    public AgentClient Client(HttpMessageHandler? handler = null) =>
        new(Address, Token, new RetrySchedule(3, TimeSpan.FromSeconds(0.2)), handler);

    /// <summary>Plain HTTP.</summary>
    public HttpClient Http()
    {
        var http = new HttpClient { BaseAddress = Address };
        if (Token is not null)
            http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        return http;
    }

    /// <summary>The agent has it open.</summary>
    private static string[] ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public async ValueTask DisposeAsync()
    {
        await agent.StopAsync();
        await agent.DisposeAsync();
        data.Delete(recursive: true);
    }
}
