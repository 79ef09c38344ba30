using System.Threading.Channels;
using BuildCompress.Agent.Safety;
using BuildCompress.Devices.Agents;
using Microsoft.AspNetCore.Http;

namespace BuildCompress.Agent.Measurements;

/// <summary>All measurements the agent knows: the one that runs, those that wait, and the last finished ones.</summary>
internal sealed class MeasurementBoard(AgentLimits limits)
{
    private readonly Lock guard = new();
    /// <summary>Samples of all kept results together, about 100 MB with everything that was said of them.</summary>
    private const long MostSamplesKept = 1 << 22;

    private readonly FairQueue<PendingMeasurement> waiting = new();
    private readonly Dictionary<string, PendingMeasurement> known = [];
    private readonly Queue<PendingMeasurement> finished = new();
    private readonly Channel<bool> arrivals = Channel.CreateUnbounded<bool>();
    private PendingMeasurement? running;
    private long samplesKept;

    /// <summary>Adds a measurement to the queue, or finds the one that was ordered under this id before.</summary>
    /// <param name="order">What is to be measured.</param>
    /// <param name="create">Makes it; called only when it is new and there is room.</param>
    /// <exception cref="Refusal">The queue is full, or something else was ordered under this id.</exception>
    public PendingMeasurement Add(string id, MeasurementOrder order, Func<PendingMeasurement> create)
    {
        lock (guard)
        {
            if (known.TryGetValue(id, out var before))
                return before.Order.IsSameAs(order) ? before : throw new Refusal(StatusCodes.Status409Conflict, "Something else was ordered under this id.", "Draw another id.");
            if (waiting.Count >= limits.Queue)
                throw Full($"{waiting.Count} measurements wait already.");
            var measurement = create();
            if (waiting.CountOf(measurement.Client) >= limits.QueuePerClient)
            {
                measurement.Dispose();
                throw Full($"{limits.QueuePerClient} measurements of this client wait already.");
            }
            known.Add(id, measurement);
            waiting.Add(measurement.Client, measurement);
            TellPositions();
            arrivals.Writer.TryWrite(true);
            return measurement;
        }
    }

    /// <exception cref="Refusal">There is none, or none any more.</exception>
    public PendingMeasurement Get(string id)
    {
        lock (guard)
        {
            return known.GetValueOrDefault(id)
                ?? throw Refusal.NotFound("There is no such measurement, or its result is no longer kept.", $"PUT an order to {AgentApi.MeasurementOf(id)}.");
        }
    }

    /// <summary>Waits for the next measurement, which then is the running one.</summary>
    public async Task<PendingMeasurement> TakeAsync(CancellationToken stop)
    {
        while (true)
        {
            await arrivals.Reader.ReadAsync(stop);
            lock (guard)
            {
                if (waiting.Count == 0)
                    continue; // It was cancelled.
                running = waiting.Take();
                running.Start();
                TellPositions();
                return running;
            }
        }
    }

    /// <summary>The running measurement has ended, however it did.</summary>
    public void Finished(PendingMeasurement measurement)
    {
        lock (guard)
        {
            running = null;
            Retire(measurement);
            TellPositions();
        }
    }

    /// <summary>Stops a measurement, waiting or running; one that has ended stays as it is.</summary>
    public PendingMeasurement Cancel(string id)
    {
        var measurement = Get(id);
        lock (guard)
        {
            if (waiting.Remove(measurement))
            {
                measurement.EndCancelled();
                Retire(measurement);
                TellPositions();
            }
        }
        measurement.Cancel(); // Outside: ending a process takes its time.
        return measurement;
    }

    private static Refusal Full(string message) =>
        new(StatusCodes.Status429TooManyRequests, message, "Try again later, or raise Agent:Limits:Queue and Agent:Limits:QueuePerClient.");

    private void Retire(PendingMeasurement measurement)
    {
        measurement.Dispose();
        finished.Enqueue(measurement);
        samplesKept += measurement.Samples;
        while (finished.Count > limits.Results || (samplesKept > MostSamplesKept && finished.Count > 1))
        {
            var oldest = finished.Dequeue();
            samplesKept -= oldest.Samples;
            known.Remove(oldest.Id);
        }
    }

    private void TellPositions()
    {
        var position = running is null ? 0 : 1;
        foreach (var measurement in waiting.InOrder())
            measurement.MoveTo(position++);
    }
}
