using System.Net;
using System.Net.Http.Json;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Units;
using BuildCompress.Devices.Agents;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Json;
using BuildCompress.Devices.Measurement;
using BuildCompress.IntegrationTests.Devices;

namespace BuildCompress.IntegrationTests.Agent;

/// <summary>Measuring through a real agent with real child processes.</summary>
[Collection(TimingCollection.Name)]
public sealed class AgentMeasurementTests
{
    private static readonly LatencyProtocol Short = new()
    {
        Blocks = 4, MaxBlocks = 4, RunsPerBlock = 3, ShortestBlock = TimeSpan.FromMilliseconds(3), MaxNoise = 10, LongestWarmUp = TimeSpan.Zero,
    };

    [Fact]
    public async Task ModelsAreMeasuredByTheAgentAndRoundsAreStreamed()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var client = agent.Client();
        var rounds = new Recorder();

        var report = await client.MeasureAsync(
            [new("small", BadModels.Harmless(64)), new("large", BadModels.Harmless(256))], Short, rounds, CancellationToken.None);

        Assert.Equal(["small", "large"], report.Models.Select(model => model.Name));
        Assert.True(report.Models[1].Statistics.Min.Value > report.Models[0].Statistics.Min.Value);
        Assert.Equal(DeviceFingerprint.Current(), report.Device);
        Assert.Equal([1, 2, 3, 4], rounds.Seen.Select(round => round.Block));
        // What was streamed is what the result holds.
        Assert.Equal(report.Models[1].Samples.Wall, rounds.Seen.SelectMany(round => round.Wall[1]));
    }

    [Fact]
    public async Task ALostStreamGoesOnWhereItBroke()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var breaking = new BreakingHandler(breaks: 3, afterBytes: 700);
        using var client = agent.Client(breaking);
        var rounds = new Recorder();

        await client.MeasureAsync([new("model", BadModels.Harmless())], Short with { Blocks = 12, MaxBlocks = 12 }, rounds, CancellationToken.None);

        Assert.Equal(0, breaking.BreaksLeft);
        Assert.Equal(Enumerable.Range(1, 12), rounds.Seen.Select(round => round.Block));
    }

    [Fact]
    public async Task CancellingReachesTheDevice()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var client = agent.Client();
        using var stop = new CancellationTokenSource();

        var endless = client.MeasureAsync([new("endless", BadModels.Endless())], Short, null, stop.Token);
        await WaitUntilAsync(() => WorkerProcesses.OfThisProcess().Count == 1);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless);
        await WaitUntilAsync(() => WorkerProcesses.OfThisProcess().Count == 0);
        Assert.NotEmpty((await client.MeasureAsync([new("next", BadModels.Harmless())], Short, null, CancellationToken.None)).Models);
    }

    [Fact]
    public async Task BadModelsFailByNameAndTheServiceStaysUp()
    {
        await using var agent = await RunningAgent.StartAsync(new AgentLimits { Time = TimeSpan.FromSeconds(5), Memory = new Bytes(512 << 20) });
        using var client = agent.Client();

        Assert.Equal("BCMP5004", await FailureAsync(client, BadModels.Endless()));
        Assert.Equal("BCMP5006", await FailureAsync(client, BadModels.Allocating(3L << 30)));
        Assert.Equal("BCMP5001", await FailureAsync(client, [1, 2, 3]));
        var killed = FailureAsync(client, BadModels.Endless());
        await WaitUntilAsync(() => WorkerProcesses.OfThisProcess().Count == 1);
        WorkerProcesses.OfThisProcess().ForEach(worker => worker.Kill());
        Assert.Equal("BCMP5005", await killed);

        Assert.NotEmpty((await client.MeasureAsync([new("good", BadModels.Harmless())], Short, null, CancellationToken.None)).Models);
    }

    [Fact]
    public async Task TwentyClientsAtOnceAllGetTheirResult()
    {
        await using var agent = await RunningAgent.StartAsync();

        var reports = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            using var client = agent.Client();
            return await client.MeasureAsync(
                [new($"model {number}", BadModels.Harmless(32 + number))], Short with { Blocks = 1, MaxBlocks = 1 }, null, CancellationToken.None);
        }));

        Assert.Equal(Enumerable.Range(0, 20).Select(number => $"model {number}"), reports.Select(report => report.Models.Single().Name));
    }

    [Fact]
    public async Task WaitingMeasurementsSeeTheirPosition()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var http = agent.Http();
        var digest = await UploadAsync(http, BadModels.Endless());
        var order = new MeasurementOrder([new OrderedModel("endless", digest)], Short);
        string[] ids = [Id(1), Id(2), Id(3)];

        foreach (var id in ids)
            (await http.PutAsJsonAsync(AgentApi.MeasurementOf(id), order, DeviceJson.Line)).EnsureSuccessStatusCode();

        await WaitUntilAsync(async () => (await StatusAsync(http, ids[0])).State == MeasurementState.Running);
        Assert.Equal((MeasurementState.Queued, 2), await StateAsync(http, ids[2]));
        (await http.DeleteAsync(AgentApi.MeasurementOf(ids[1]))).EnsureSuccessStatusCode();
        Assert.Equal((MeasurementState.Cancelled, 0), await StateAsync(http, ids[1]));
        Assert.Equal((MeasurementState.Queued, 1), await StateAsync(http, ids[2]));
        (await http.DeleteAsync(AgentApi.MeasurementOf(ids[0]))).EnsureSuccessStatusCode();
        await WaitUntilAsync(async () => (await StatusAsync(http, ids[2])).State == MeasurementState.Running);
        (await http.DeleteAsync(AgentApi.MeasurementOf(ids[2]))).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task AClientTellsHowManyRunBefore()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var http = agent.Http();
        var order = new MeasurementOrder([new OrderedModel("endless", await UploadAsync(http, BadModels.Endless()))], Short);
        (await http.PutAsJsonAsync(AgentApi.MeasurementOf(Id(1)), order, DeviceJson.Line)).EnsureSuccessStatusCode();
        await WaitUntilAsync(async () => (await StatusAsync(http, Id(1))).State == MeasurementState.Running);
        using var client = agent.Client();
        var rounds = new Recorder();

        var waiting = client.MeasureAsync([new("model", BadModels.Harmless())], Short, rounds, CancellationToken.None);
        await WaitUntilAsync(() => rounds.Seen.Count > 0);
        (await http.DeleteAsync(AgentApi.MeasurementOf(Id(1)))).EnsureSuccessStatusCode();
        await waiting;

        Assert.Equal(1, rounds.Seen[0].Before);
        Assert.Equal([1, 2, 3, 4], rounds.Seen.Skip(1).Select(round => round.Block));
    }

    [Fact]
    public async Task TheSameOrderAgainDoesNotMeasureAgain()
    {
        await using var agent = await RunningAgent.StartAsync(new AgentLimits { Queue = 1 });
        using var http = agent.Http();
        var order = new MeasurementOrder([new OrderedModel("endless", await UploadAsync(http, BadModels.Endless()))], Short);

        for (var attempt = 0; attempt < 5; attempt++)
            (await http.PutAsJsonAsync(AgentApi.MeasurementOf(Id(1)), order, DeviceJson.Line)).EnsureSuccessStatusCode();

        await WaitUntilAsync(async () => (await StatusAsync(http, Id(1))).State == MeasurementState.Running);
        (await http.PutAsJsonAsync(AgentApi.MeasurementOf(Id(2)), order, DeviceJson.Line)).EnsureSuccessStatusCode();
        Assert.Equal(HttpStatusCode.TooManyRequests, (await http.PutAsJsonAsync(AgentApi.MeasurementOf(Id(3)), order, DeviceJson.Line)).StatusCode);
        (await http.DeleteAsync(AgentApi.MeasurementOf(Id(2)))).EnsureSuccessStatusCode();
        (await http.DeleteAsync(AgentApi.MeasurementOf(Id(1)))).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task AnotherOrderUnderTheSameIdIsRefused()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var http = agent.Http();
        var order = new MeasurementOrder([new OrderedModel("endless", await UploadAsync(http, BadModels.Endless()))], Short);
        (await http.PutAsJsonAsync(AgentApi.MeasurementOf(Id(1)), order, DeviceJson.Line)).EnsureSuccessStatusCode();

        foreach (var other in new[] { order with { Protocol = Short with { Blocks = 3 } }, order with { Models = [order.Models[0] with { Name = "other" }] } })
            Assert.Equal(HttpStatusCode.Conflict, (await http.PutAsJsonAsync(AgentApi.MeasurementOf(Id(1)), other, DeviceJson.Line)).StatusCode);
    }

    [Fact]
    public async Task AModelThatIsEvictedBeforeItsOrderIsSentAgain()
    {
        await using var agent = await RunningAgent.StartAsync();
        using var evicting = new EvictingHandler(agent.Data, times: 2);
        using var client = agent.Client(evicting);

        var report = await client.MeasureAsync([new("model", BadModels.Harmless())], Short, null, CancellationToken.None);

        Assert.Single(report.Models);
        Assert.Equal(0, evicting.TimesLeft);
    }

    [Fact]
    public async Task OneClientCannotFillTheQueue()
    {
        await using var agent = await RunningAgent.StartAsync(new AgentLimits { QueuePerClient = 2 });
        using var busy = agent.Http();
        using var late = agent.Http();
        late.DefaultRequestHeaders.UserAgent.ParseAdd("late/1");
        var order = new MeasurementOrder([new OrderedModel("endless", await UploadAsync(busy, BadModels.Endless()))], Short);
        var answers = new List<HttpStatusCode>();

        for (var i = 0; i < 5; i++)
            answers.Add((await busy.PutAsJsonAsync(AgentApi.MeasurementOf(Id(i)), order, DeviceJson.Line)).StatusCode);

        Assert.InRange(answers.Count(answer => answer == HttpStatusCode.TooManyRequests), 2, 3); // one may run already
        Assert.Equal(HttpStatusCode.OK, (await late.PutAsJsonAsync(AgentApi.MeasurementOf(Id(9)), order, DeviceJson.Line)).StatusCode);
    }

    private static string Id(int number) => number.ToString("x32");

    private static async Task<string> UploadAsync(HttpClient http, byte[] model)
    {
        var digest = BuildCompress.Devices.Recordings.Recording.DigestOf(model);
        (await http.PutAsync(AgentApi.ModelOf(digest), new ByteArrayContent(model))).EnsureSuccessStatusCode();
        return digest;
    }

    private static async Task<MeasurementStatus> StatusAsync(HttpClient http, string id) =>
        (await http.GetFromJsonAsync<MeasurementStatus>(AgentApi.MeasurementOf(id), DeviceJson.Line))!;

    private static async Task<(MeasurementState, int)> StateAsync(HttpClient http, string id)
    {
        var status = await StatusAsync(http, id);
        return (status.State, status.Position);
    }

    private static async Task<string> FailureAsync(AgentClient client, byte[] model)
    {
        var error = await Assert.ThrowsAsync<DiagnosticException>(() => client.MeasureAsync([new("bad", model)], Short, null, CancellationToken.None));
        Assert.Contains("'bad'", error.Message, StringComparison.Ordinal);
        return error.Diagnostics.Single().Id;
    }

    private static Task WaitUntilAsync(Func<bool> condition) => WaitUntilAsync(() => Task.FromResult(condition()));

    private static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
            await Task.Delay(20, patience.Token);
    }

    /// <summary>A network so slow that other clients' uploads push all models out before an order arrives, a few times.</summary>
    private sealed class EvictingHandler(string data, int times) : DelegatingHandler(new SocketsHttpHandler())
    {
        public int TimesLeft { get; private set; } = times;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (TimesLeft > 0 && request.Method == HttpMethod.Put && request.RequestUri!.AbsolutePath.StartsWith("/v1/measurements/", StringComparison.Ordinal))
            {
                TimesLeft--;
                foreach (var model in Directory.EnumerateFiles(Path.Combine(data, "models")))
                    File.Delete(model);
            }

            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Recorder : IProgress<MeasurementProgress>
    {
        public List<MeasurementProgress> Seen { get; } = [];

        public void Report(MeasurementProgress value) => Seen.Add(value);
    }
}
