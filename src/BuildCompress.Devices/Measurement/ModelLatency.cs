namespace BuildCompress.Devices.Measurement;

/// <summary>The latency of one model, measured beside others.</summary>
public sealed record ModelLatency(string Name, LatencyStatistics Statistics);
