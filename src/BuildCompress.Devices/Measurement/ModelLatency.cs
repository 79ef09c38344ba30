using BuildCompress.Core.Units;

namespace BuildCompress.Devices.Measurement;

/// <summary>The latency of one model, measured beside others.</summary>
/// <param name="Name">As given.</param>
/// <param name="Statistics">What the samples say.</param>
/// <param name="Samples">All timed runs.</param>
/// <param name="PeakMemory">
/// How much the process grew at most while this model was loaded and run for the first time: weights, arena and the runtime's own; null where
/// the system does not tell.
/// </param>
public sealed record ModelLatency(string Name, LatencyStatistics Statistics, LatencySamples Samples, Bytes? PeakMemory);
