using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Agents;
using BuildCompress.Devices.Json;
using Microsoft.AspNetCore.Http;

namespace BuildCompress.Agent.Safety;

/// <summary>A request that is not served, and why.</summary>
internal sealed class Refusal(int status, string message, string nextStep) : Exception(message)
{
    public int Status => status;

    public AgentProblem Problem { get; } = new(DiagnosticCatalog.AgentRefusedRequest.Id, message, nextStep);

    public static Refusal BadRequest(string message, string nextStep) => new(StatusCodes.Status400BadRequest, message, nextStep);

    public static Refusal NotFound(string message, string nextStep) => new(StatusCodes.Status404NotFound, message, nextStep);

    /// <summary>Writes a problem as the answer.</summary>
    public static Task WriteAsync(HttpContext context, int status, AgentProblem problem)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(problem, DeviceJson.Line, context.RequestAborted);
    }
}
