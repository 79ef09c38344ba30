using System.Net;
using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Devices.Agents;

/// <summary>In what words a client reports an agent that does not do what it is asked.</summary>
internal static class AgentFailures
{
    public static DiagnosticException Unreachable(Uri agent, Exception error) => new(
        DiagnosticCatalog.AgentUnreachable.Because(
            $"The agent at {agent} cannot be reached: {error.GetBaseException().Message.ReplaceLineEndings(" ")}",
            error is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
                ? "Let this machine trust the agent's certificate (SSL_CERT_FILE names a PEM file of trusted ones), and call the agent by the name it is for."
                : "Start it there with 'buildcompress agent', and check address, port and firewall."),
        error);

    public static DiagnosticException Silent(Uri agent) => new(DiagnosticCatalog.AgentUnreachable.Because(
        $"The agent at {agent} accepts connections but does not answer.", "Look at its log; it may be overloaded or stopped in a debugger."));

    public static DiagnosticException NotAnAgent(Uri agent, HttpStatusCode status) => new(DiagnosticCatalog.AgentUnreachable.Because(
        $"What answers at {agent} is no BuildCompress agent: it answers {(int)status} {status}.", "Check the address and port."));

    public static DiagnosticException Nonsense(Uri agent) => new(DiagnosticCatalog.AgentUnreachable.Because(
        $"What the agent at {agent} sent is no result of what was ordered.", "Check the address, and update agent and tool to the same version."));

    public static DiagnosticException OtherVersion(Uri agent, int version, string agentVersion) => new(DiagnosticCatalog.AgentVersionSkew.Because(
        $"The agent at {agent} ({agentVersion}) speaks version {version} of the API; this client speaks version {AgentApi.Version}.",
        version < AgentApi.Version ? "Update the agent." : "Update this tool."));

    public static DiagnosticException TokenRefused(Uri agent, bool sent) => new(DiagnosticCatalog.AgentRefusedToken.Because(
        $"The agent at {agent} {(sent ? "does not know this token" : "asks for a token, and none was given")}.",
        $"Set {AgentClient.TokenVariable} to the token that the agent was started with."));

    public static DiagnosticException Refused(Uri agent, AgentProblem problem) => new(
        new Diagnostic(problem.Code, Severity.Error, $"The agent at {agent}: {problem.Message}", problem.NextStep));

    public static DiagnosticException Failed(Uri agent, AgentProblem problem) => new(
        new Diagnostic(problem.Code, Severity.Error, $"{problem.Message} (measured by {agent})", problem.NextStep));

    public static DiagnosticException Forgotten(Uri agent) => new(DiagnosticCatalog.MeasurementLost.Because(
        $"The agent at {agent} no longer knows the measurement: it was restarted or somebody cancelled it.", "Measure again."));
}
