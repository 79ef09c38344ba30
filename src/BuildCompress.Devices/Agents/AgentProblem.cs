namespace BuildCompress.Devices.Agents;

/// <summary>Why an agent refuses a request, or why a measurement failed: a diagnostic on a wire.</summary>
/// <param name="Code">Id of the diagnostic, <c>BCMP5nnn</c>.</param>
/// <param name="Message">Cause.</param>
/// <param name="NextStep">What to do about it.</param>
public sealed record AgentProblem(string Code, string Message, string NextStep);
