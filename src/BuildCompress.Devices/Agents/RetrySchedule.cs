namespace BuildCompress.Devices.Agents;

/// <summary>When a client tries again: after 0.2 s, then twice as long each time, up to <paramref name="Longest"/>, a little shorter at random.</summary>
/// <param name="Attempts">Tries in all.</param>
/// <param name="Longest">Longest wait.</param>
public sealed record RetrySchedule(int Attempts, TimeSpan Longest)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.2);

    /// <summary>Six tries within about six seconds.</summary>
    public static RetrySchedule Default { get; } = new(6, TimeSpan.FromSeconds(5));

    /// <summary>How long to wait after try <paramref name="attempt"/> (1 for the first) has failed; what the agent asks for counts more.</summary>
    public TimeSpan Wait(int attempt, TimeSpan? asked)
    {
        if (asked is { } wish)
            return wish < TimeSpan.FromMinutes(1) ? wish : TimeSpan.FromMinutes(1);
        var wait = First * Math.Pow(2, attempt - 1);
        return (wait < Longest ? wait : Longest) * (0.75 + 0.25 * Random.Shared.NextDouble());
    }
}
