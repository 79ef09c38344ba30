using System.Net;
using System.Net.Http.Json;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Agents;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Json;

namespace BuildCompress.IntegrationTests.Agent;

/// <summary>What a client makes of agents that are not there, not agents, or not the right ones.</summary>
public sealed class AgentClientTests
{
    private static readonly RetrySchedule Soon = new(3, TimeSpan.FromMilliseconds(50));

    [Fact]
    public async Task AnAgentThatIsNotThereIsUnreachable()
    {
        using var client = new AgentClient(new Uri("http://127.0.0.1:1"), null, Soon);

        var error = await Assert.ThrowsAsync<DiagnosticException>(() => client.DescribeAsync(CancellationToken.None));

        Assert.Equal("BCMP5010", error.Diagnostics.Single().Id);
        Assert.Contains("127.0.0.1:1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailuresThatPassAreTriedAgain()
    {
        using var network = new ScriptedHandler(
            new HttpResponseMessage(HttpStatusCode.ServiceUnavailable), new HttpRequestException("reset"), Description(AgentApi.Version));
        using var client = new AgentClient(new Uri("http://agent.example"), null, Soon, network);

        Assert.Equal(DeviceFingerprint.Current(), await client.DescribeAsync(CancellationToken.None));
        Assert.Equal(3, network.Requests);
    }

    [Fact]
    public async Task ANewerAgentIsToldApartFromABrokenOne()
    {
        using var newer = new AgentClient(new Uri("http://agent.example"), null, Soon, new ScriptedHandler(Description(AgentApi.Version + 1)));
        using var other = new AgentClient(
            new Uri("http://agent.example"), null, Soon, new ScriptedHandler(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>") }));

        Assert.Equal("BCMP5012", await RefusalAsync(newer));
        Assert.Equal("BCMP5010", await RefusalAsync(other));
    }

    [Theory]
    [InlineData("")]
    [InlineData("data: {}\n\n")]
    [InlineData("data: {\"event\":\"somethingNew\"}\n\n")]
    [InlineData("data: {\"event\":\"round\"}\n\n")]
    [InlineData("data: null\n\n")]
    public async Task AStreamThatEndsTooEarlyIsNotFollowedForEver(string events)
    {
        using var network = new Impostor(events);
        using var client = new AgentClient(new Uri("http://agent.example"), null, Soon, network);

        var error = await Assert.ThrowsAsync<DiagnosticException>(() => client.MeasureAsync([new("a", [1])], new(), null, CancellationToken.None));

        Assert.Equal("BCMP5010", error.Diagnostics.Single().Id);
        Assert.InRange(network.Streams, 1, 3);
    }

    [Theory]
    [InlineData("{\"event\":\"done\"}")]
    [InlineData("{\"event\":\"done\",\"report\":{}}")]
    [InlineData("{\"event\":\"done\",\"report\":{\"device\":{\"cpu\":{}},\"protocol\":{},\"models\":[]}}")]
    [InlineData("{\"event\":\"done\",\"report\":{\"device\":{\"cpu\":{}},\"protocol\":{},\"models\":[{\"name\":\"a\",\"statistics\":{}}]}}")]
    public async Task AResultThatLacksSomethingIsNone(string done)
    {
        using var network = new Impostor($"data: {done}\n\n");
        using var client = new AgentClient(new Uri("http://agent.example"), null, Soon, network);

        var error = await Assert.ThrowsAsync<DiagnosticException>(() => client.MeasureAsync([new("a", [1])], new(), null, CancellationToken.None));

        Assert.Equal("BCMP5010", error.Diagnostics.Single().Id);
    }

    [Fact]
    public async Task ATokenMayEndWithALineEnd()
    {
        await using var agent = await RunningAgent.StartAsync(token: "correct horse battery staple");
        using var client = new AgentClient(agent.Address, "correct horse battery staple\n", Soon);

        Assert.Equal(DeviceFingerprint.Current(), await client.DescribeAsync(CancellationToken.None));
    }

    [Fact]
    public void WaitsGrowAndAreBounded()
    {
        var schedule = new RetrySchedule(10, TimeSpan.FromSeconds(2));

        Assert.InRange(schedule.Wait(1, null).TotalSeconds, 0.15, 0.2);
        Assert.InRange(schedule.Wait(3, null).TotalSeconds, 0.6, 0.8);
        Assert.InRange(schedule.Wait(9, null).TotalSeconds, 1.5, 2);
        Assert.Equal(3, schedule.Wait(1, TimeSpan.FromSeconds(3)).TotalSeconds);
        Assert.Equal(60, schedule.Wait(1, TimeSpan.FromHours(3)).TotalSeconds);
    }

    private static HttpResponseMessage Description(int version) => new(HttpStatusCode.OK)
    {
        Content = JsonContent.Create(new DeviceDescription(version, "9.9.9", DeviceFingerprint.Current(), new AgentLimits()), options: DeviceJson.Line),
    };

    private static async Task<string> RefusalAsync(AgentClient client) =>
        (await Assert.ThrowsAsync<DiagnosticException>(() => client.DescribeAsync(CancellationToken.None))).Diagnostics.Single().Id;

    /// <summary>An agent that takes every order and then says this.</summary>
    private sealed class Impostor(string events) : HttpMessageHandler
    {
        public int Streams { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            if (path == AgentApi.Device)
                return Task.FromResult(Description(AgentApi.Version));
            var answer = new HttpResponseMessage(HttpStatusCode.OK);
            if (path.EndsWith("/events", StringComparison.Ordinal))
            {
                Streams++;
                answer.Content = new StringContent(events);
            }
            return Task.FromResult(answer);
        }
    }

    /// <summary>Answers or fails as told, one after the other.</summary>
    private sealed class ScriptedHandler(params object[] answers) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answers[Requests++] is Exception error ? Task.FromException<HttpResponseMessage>(error) : Task.FromResult((HttpResponseMessage)answers[Requests - 1]);
    }
}
