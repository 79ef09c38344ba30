using BuildCompress.Devices.Measurement;

namespace BuildCompress.Devices.Agents;

/// <summary>A measurement as it stands now.</summary>
/// <param name="Id">Names it in addresses.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Position">Measurements that will run before it, the running one included; 0 once it runs.</param>
/// <param name="Report">The result, when done.</param>
/// <param name="Problem">Why it failed, when it did.</param>
public sealed record MeasurementStatus(string Id, MeasurementState State, int Position, MeasurementReport? Report = null, AgentProblem? Problem = null);
