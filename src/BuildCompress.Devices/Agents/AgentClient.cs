using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Security.Cryptography;
using System.Text.Json;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Fingerprints;
using BuildCompress.Devices.Json;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Devices.Agents;

/// <summary>
/// A device behind an agent. Failures that may pass (no connection, 429, 5xx) are tried again with growing waits; a lost stream of events goes
/// on after the last event seen; a cancelled measurement is cancelled on the device too.
/// </summary>
public sealed class AgentClient : IMeasuringDevice, IDisposable
{
    /// <summary>Environment variable that holds the agent's token: it belongs in no manifest.</summary>
    public const string TokenVariable = "BUILDCOMPRESS_AGENT_TOKEN";

    /// <summary>An agent sends something at least this often, if only a comment.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    private readonly HttpClient http;
    private readonly RetrySchedule retries;
    private readonly bool hasToken;

    /// <param name="agent">Where it listens, e.g. <c>https://pi4.local:5127</c>.</param>
    /// <param name="token">Secret it was started with; null when it wants none.</param>
    /// <param name="retries">When to try again.</param>
    /// <param name="handler">How to connect; owned by the caller. Null for the usual way.</param>
    public AgentClient(Uri agent, string? token, RetrySchedule? retries = null, HttpMessageHandler? handler = null)
    {
        Agent = agent;
        this.retries = retries ?? RetrySchedule.Default;
        http = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        http.BaseAddress = agent;
        http.DefaultRequestHeaders.UserAgent.ParseAdd($"buildcompress/{AgentApi.Version} ({Environment.ProcessId})");
        http.Timeout = Timeout.InfiniteTimeSpan; // Silence counts, not length.
        token = token?.Trim(); // A file or a shell may have added a line's end.
        hasToken = !string.IsNullOrEmpty(token);
        if (hasToken)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Where the agent listens.</summary>
    public Uri Agent { get; }

    public string Name => Agent.ToString().TrimEnd('/');

    public async Task<DeviceFingerprint> DescribeAsync(CancellationToken cancellation) => (await GetDescriptionAsync(cancellation)).Fingerprint;

    /// <summary>What the agent says of itself.</summary>
    /// <exception cref="DiagnosticException"><c>BCMP5010</c>: unreachable; <c>BCMP5011</c>: token; <c>BCMP5012</c>: another version.</exception>
    public async Task<DeviceDescription> GetDescriptionAsync(CancellationToken cancellation)
    {
        using var answer = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, AgentApi.Device), cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            throw AgentFailures.NotAnAgent(Agent, answer.StatusCode);
        await EnsureAsync(answer, cancellation);
        var description = await ReadAsync<DeviceDescription>(answer, cancellation);
        if (description.ApiVersion != AgentApi.Version)
            throw AgentFailures.OtherVersion(Agent, description.ApiVersion, description.AgentVersion);
        return description is { Fingerprint.Cpu: not null, Limits: not null } ? description : throw AgentFailures.NotAnAgent(Agent, answer.StatusCode);
    }

    public async Task<MeasurementReport> MeasureAsync(
        IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, IProgress<MeasurementProgress>? progress, CancellationToken cancellation)
    {
        await GetDescriptionAsync(cancellation);
        var id = Guid.NewGuid().ToString("N");
        try
        {
            await OrderAsync(id, models, protocol, cancellation);
            var report = await FollowAsync(id, progress, cancellation);
            return report.Answers(models) ? report : throw AgentFailures.Nonsense(Agent);
        }
        catch (OperationCanceledException)
        {
            await CancelAsync(id);
            throw;
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>Uploads and orders; others' uploads may push a model out in between, then it is sent again.</summary>
    private async Task OrderAsync(string id, IReadOnlyList<ModelUnderTest> models, LatencyProtocol protocol, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var ordered = new List<OrderedModel>(models.Count);
            foreach (var model in models)
                ordered.Add(new OrderedModel(model.Name, await UploadAsync(model.Model, cancellation)));
            var order = new MeasurementOrder(ordered, protocol);
            using var answer = await SendAsync(
                () => new HttpRequestMessage(HttpMethod.Put, AgentApi.MeasurementOf(id)) { Content = JsonContent.Create(order, options: DeviceJson.Line) },
                cancellation);
            if (answer.StatusCode == HttpStatusCode.Conflict && attempt < retries.Attempts)
                continue;
            await EnsureAsync(answer, cancellation);
            return;
        }
    }

    private async Task<string> UploadAsync(byte[] model, CancellationToken cancellation)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(model));
        using var present = await SendAsync(() => new HttpRequestMessage(HttpMethod.Head, AgentApi.ModelOf(digest)), cancellation);
        if (present.StatusCode != HttpStatusCode.NotFound)
        {
            await EnsureAsync(present, cancellation);
            return digest;
        }
        using var answer = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Put, AgentApi.ModelOf(digest)) { Content = new ByteArrayContent(model) }, cancellation);
        await EnsureAsync(answer, cancellation);
        return digest;
    }

    /// <summary>Listens until the measurement has ended, over as many connections as it takes.</summary>
    private async Task<MeasurementReport> FollowAsync(string id, IProgress<MeasurementProgress>? progress, CancellationToken cancellation)
    {
        string? last = null;
        var failures = 0;
        while (true)
        {
            using var answer = await SendAsync(() => EventsRequest(id, last), cancellation);
            if (answer.StatusCode == HttpStatusCode.NotFound)
                throw AgentFailures.Forgotten(Agent);
            await EnsureAsync(answer, cancellation);
            try
            {
                await foreach (var item in EventsAsync(answer, cancellation))
                {
                    // Events that are all old, or have no number, are no sign that the next stream will bring the end.
                    if (item.Data is MeasurementEvent.Alive || item.EventId is { Length: > 0 } number && number != last)
                        failures = 0;
                    last = item.EventId ?? last;
                    if (Result(item.Data, progress) is { } report)
                        return report;
                }
                throw new IOException("the stream of events ended before the measurement did");
            }
            catch (Exception error) when (IsPassing(error, cancellation))
            {
                if (++failures >= retries.Attempts)
                    throw AgentFailures.Unreachable(Agent, error);
            }
            await Task.Delay(retries.Wait(failures, null), cancellation);
        }
    }

    private MeasurementReport? Result(MeasurementEvent item, IProgress<MeasurementProgress>? progress)
    {
        switch (item)
        {
            case MeasurementEvent.Queued { Position: > 0 } queued:
                progress?.Report(new MeasurementProgress(0, 0) { Before = queued.Position });
                return null;
            case MeasurementEvent.Round { Wall: not null } round:
                progress?.Report(new MeasurementProgress(round.Block, round.Blocks, round.Wall));
                return null;
            case MeasurementEvent.Done done:
                return done.Report ?? throw AgentFailures.Nonsense(Agent);
            case MeasurementEvent.Failed { Problem: not null } failed:
                throw AgentFailures.Failed(Agent, failed.Problem);
            case MeasurementEvent.Cancelled:
                throw AgentFailures.Forgotten(Agent);
            default:
                return null;
        }
    }

    private static HttpRequestMessage EventsRequest(string id, string? last)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, AgentApi.EventsOf(id));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);
        return request;
    }

    private static async IAsyncEnumerable<SseItem<MeasurementEvent>> EventsAsync(
        HttpResponseMessage answer, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(LongestSilence);
        await using var stream = new WatchedStream(await answer.Content.ReadAsStreamAsync(cancellation), () => silence.CancelAfter(LongestSilence));
        var parser = SseParser.Create(stream, (_, data) => Parse(data));
        await foreach (var item in parser.EnumerateAsync(silence.Token))
            yield return item;
    }

    private static MeasurementEvent Parse(ReadOnlySpan<byte> data)
    {
        try
        {
            return JsonSerializer.Deserialize<MeasurementEvent>(data, DeviceJson.Line) ?? throw new JsonException("the event is null");
        }
        catch (NotSupportedException error)
        {
            throw new JsonException("the event does not say which it is", error);
        }
    }

    /// <summary>Sends until something answers that is worth reading; every try makes its request anew.</summary>
    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> create, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? asked = null;
            using var request = create();
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            silence.CancelAfter(request.Content is ByteArrayContent ? TimeSpan.FromMinutes(10) : LongestSilence);
            try
            {
                var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
                if (!MayPass(answer.StatusCode) || attempt >= retries.Attempts)
                    return answer;
                asked = answer.Headers.RetryAfter?.Delta;
                answer.Dispose();
            }
            catch (Exception error) when (IsPassing(error, cancellation))
            {
                if (attempt >= retries.Attempts)
                    throw error is OperationCanceledException ? AgentFailures.Silent(Agent) : AgentFailures.Unreachable(Agent, error);
            }
            await Task.Delay(retries.Wait(attempt, asked), cancellation);
        }
    }

    private static bool MayPass(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;

    private static bool IsPassing(Exception error, CancellationToken cancellation) =>
        error is HttpRequestException or IOException or JsonException || (error is OperationCanceledException && !cancellation.IsCancellationRequested);

    private async Task EnsureAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.IsSuccessStatusCode)
            return;
        if (answer.StatusCode is HttpStatusCode.Unauthorized)
            throw AgentFailures.TokenRefused(Agent, hasToken);
        AgentProblem? problem = null;
        try
        {
            problem = await ReadBodyAsync<AgentProblem>(answer, cancellation);
        }
        catch (Exception error) when (IsPassing(error, cancellation))
        {
            // Not one of ours.
        }
        throw problem is { Code.Length: > 0, Message: not null, NextStep: not null } ? AgentFailures.Refused(Agent, problem) : AgentFailures.NotAnAgent(Agent, answer.StatusCode);
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await ReadBodyAsync<T>(answer, cancellation) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            throw AgentFailures.NotAnAgent(Agent, answer.StatusCode);
        }
        catch (Exception error) when (IsPassing(error, cancellation))
        {
            throw AgentFailures.Unreachable(Agent, error);
        }
    }

    /// <summary>A body that stops coming is as passing a failure as a lost connection.</summary>
    private static async Task<T?> ReadBodyAsync<T>(HttpResponseMessage answer, CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(LongestSilence);
        return await answer.Content.ReadFromJsonAsync<T>(DeviceJson.Line, silence.Token);
    }

    /// <summary>Tells the agent that nobody waits any more; should that fail, it measures in vain.</summary>
    private async Task CancelAsync(string id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            using var answer = await http.DeleteAsync(AgentApi.MeasurementOf(id), patience.Token);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            // Nothing more to be done.
        }
    }
}
