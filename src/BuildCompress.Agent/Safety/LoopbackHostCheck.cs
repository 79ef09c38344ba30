using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Agents;
using Microsoft.AspNetCore.Http;

namespace BuildCompress.Agent.Safety;

/// <summary>
/// On loopback, where no token is asked for: only requests that name a loopback host and come from no web page. Otherwise any page in the
/// user's browser could reach the agent, by rebinding its own name to 127.0.0.1.
/// </summary>
internal sealed class LoopbackHostCheck(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var named = Uri.TryCreate($"http://{context.Request.Host.Value}", UriKind.Absolute, out var host) && AgentAddress.IsLoopback(host);
        if (named && context.Request.Headers.Origin.Count == 0)
            return next(context);
        return Refusal.WriteAsync(
            context, StatusCodes.Status403Forbidden,
            new AgentProblem(
                DiagnosticCatalog.AgentRefusedRequest.Id, "This agent serves programs of its own machine only.", "Call it by 127.0.0.1, not from a web page."));
    }
}
