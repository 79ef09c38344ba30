using System.Text.Json.Serialization;
using BuildCompress.Core.Units;

namespace BuildCompress.Devices.Agents;

/// <summary>What an agent allows anybody.</summary>
public sealed record AgentLimits
{
    /// <summary>Largest model.</summary>
    public Bytes Upload { get; init; } = new(256 << 20);

    /// <summary>All stored models together; those used longest ago go first.</summary>
    public Bytes Store { get; init; } = new(2L << 30);

    /// <summary>Memory of one measurement.</summary>
    public Bytes Memory { get; init; } = new(4L << 30);

    /// <summary>Time of one attempt at a measurement.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Measurements that may wait.</summary>
    public int Queue { get; init; } = 64;

    /// <summary>Of these, measurements of one client: the others find room.</summary>
    public int QueuePerClient { get; init; } = 32;

    /// <summary>Models in one measurement.</summary>
    public int Models { get; init; } = 64;

    /// <summary>Finished measurements whose results are kept.</summary>
    public int Results { get; init; } = 256;

    /// <summary>Requests a client may make in a second, over ten seconds.</summary>
    public int RequestsPerSecond { get; init; } = 50;

    /// <summary>Whether something is allowed at all.</summary>
    [JsonIgnore]
    public bool AreValid =>
        Upload.Value > 0 && Store.Value > 0 && Memory.Value > 0 && Time > TimeSpan.Zero && Time <= TimeSpan.FromDays(1) && Queue > 0 && QueuePerClient > 0 && Models > 0
        && Results > 0 && RequestsPerSecond is > 0 and <= 1_000_000;
}
