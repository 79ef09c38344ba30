using System.Text.Json;
using System.Text.Json.Nodes;
using BuildCompress.Devices.Agents;
using BuildCompress.Tests.Architecture;

namespace BuildCompress.IntegrationTests.Agent;

public sealed class AgentDescriptionTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Write it anew with <c>UPDATE_DOCS=1</c>.</summary>
    [Fact]
    public async Task TheDocumentedApiIsTheOneServed()
    {
        var path = Path.Combine(Repository.Root, "docs", "agent.openapi.json");
        await using var agent = await RunningAgent.StartAsync();
        using var http = agent.Http();

        var served = JsonNode.Parse(await http.GetStringAsync(AgentApi.OpenApi))!.ToJsonString(Indented) + "\n";

        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(path, served);
        Assert.Equal(await File.ReadAllTextAsync(path), served);
        foreach (var route in new[] { AgentApi.Device, AgentApi.Model, AgentApi.Measurement, AgentApi.Events })
            Assert.NotNull(JsonNode.Parse(served)!["paths"]![route]);
    }
}
