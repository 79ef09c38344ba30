using BuildCompress.Core.Units;

namespace BuildCompress.Devices.Workers;

/// <summary>What one measurement may take before it is ended.</summary>
public sealed record WorkerLimits
{
    /// <summary>Memory of the models, their inputs and the runtime together.</summary>
    public Bytes Memory { get; init; } = new(4L << 30);

    /// <summary>From start to result, one attempt.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(10);
}
