using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using BuildCompress.Agent.Models;
using BuildCompress.Devices.Agents;
using BuildCompress.Devices.Measurement;

namespace BuildCompress.Agent.Measurements;

/// <summary>A measurement from its order to its result, with everything that happened to it: any number of streams may follow it.</summary>
internal sealed class PendingMeasurement : IDisposable
{
    /// <summary>A stream says something at least this often, so that a dead connection is noticed on both sides.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly Lock guard = new();
    private readonly List<MeasurementEvent> events = [];
    private readonly IReadOnlyList<ModelLease> leases;
    private readonly CancellationTokenSource cancellation = new();
    private TaskCompletionSource happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="client">Whose turn it uses up.</param>
    /// <param name="leases">Its models, in the order of the order.</param>
    public PendingMeasurement(string id, string client, MeasurementOrder order, IReadOnlyList<ModelLease> leases)
    {
        (Id, Client, Order, this.leases) = (id, client, order, leases);
        Status = new MeasurementStatus(id, MeasurementState.Queued, 0);
    }

    public string Id { get; }

    public string Client { get; }

    public MeasurementOrder Order { get; }

    /// <summary>How it stands now.</summary>
    public MeasurementStatus Status { get; private set; }

    /// <summary>Cancelled when somebody asks for it.</summary>
    public CancellationToken Cancellation => cancellation.Token;

    /// <summary>Timed runs of its result, of all models; 0 until there is one. What it takes to keep it goes with them.</summary>
    public long Samples => Status.Report?.Models.Sum(model => (long)model.Samples.Wall.Length) ?? 0;

    /// <summary>Paths of its models, in the order of the order.</summary>
    public IEnumerable<string> Paths => leases.Select(lease => lease.Path);

    public void Cancel() => cancellation.Cancel();

    public void MoveTo(int position)
    {
        if (Status.State != MeasurementState.Queued || (Status.Position == position && events.Count > 0))
            return;
        Happen(new MeasurementEvent.Queued(position), Status with { Position = position });
    }

    public void Start() => Happen(new MeasurementEvent.Started(), Status with { State = MeasurementState.Running, Position = 0 });

    public void Report(MeasurementProgress progress) => Happen(new MeasurementEvent.Round(progress.Block, progress.Blocks, progress.Wall), Status);

    public void Finish(MeasurementReport report) =>
        Happen(new MeasurementEvent.Done(report), Status with { State = MeasurementState.Done, Position = 0, Report = report });

    public void Fail(AgentProblem problem) =>
        Happen(new MeasurementEvent.Failed(problem), Status with { State = MeasurementState.Failed, Position = 0, Problem = problem });

    public void EndCancelled() => Happen(new MeasurementEvent.Cancelled(), Status with { State = MeasurementState.Cancelled, Position = 0 });

    /// <summary>Its events from number <paramref name="first"/> on, as they happen, until the last one.</summary>
    public async IAsyncEnumerable<SseItem<MeasurementEvent>> FollowAsync(int first, [EnumeratorCancellation] CancellationToken stop)
    {
        for (var next = Math.Max(0, first); ;)
        {
            MeasurementEvent? item = null;
            Task waiting;
            lock (guard)
            {
                if (next < events.Count)
                    item = events[next];
                else if (events.Count > 0 && events[^1].IsLast)
                    yield break;
                waiting = happened.Task;
            }
            if (item is not null)
            {
                yield return new SseItem<MeasurementEvent>(item) { EventId = next.ToString(System.Globalization.CultureInfo.InvariantCulture) };
                next++;
                if (item.IsLast)
                    yield break;
                continue;
            }
            var heard = true;
            try
            {
                await waiting.WaitAsync(Heartbeat, stop);
            }
            catch (TimeoutException)
            {
                heard = false;
            }
            if (!heard)
                yield return new SseItem<MeasurementEvent>(new MeasurementEvent.Alive());
        }
    }

    /// <summary>Lets its models go.</summary>
    public void Dispose()
    {
        foreach (var lease in leases)
            lease.Dispose();
    }

    private void Happen(MeasurementEvent item, MeasurementStatus status)
    {
        TaskCompletionSource heard;
        lock (guard)
        {
            if (events.Count > 0 && events[^1].IsLast)
                return;
            events.Add(item);
            Status = status;
            heard = happened;
            happened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        heard.SetResult();
    }
}
