using BuildCompress.Devices.Fingerprints;

namespace BuildCompress.Devices.Agents;

/// <summary>What an agent says of itself and its device.</summary>
/// <param name="ApiVersion">Version of the API it speaks.</param>
/// <param name="AgentVersion">Version of the agent, e.g. <c>0.1.0</c>.</param>
/// <param name="Fingerprint">What latency on it depends on.</param>
/// <param name="Limits">What it takes.</param>
public sealed record DeviceDescription(int ApiVersion, string AgentVersion, DeviceFingerprint Fingerprint, AgentLimits Limits);
