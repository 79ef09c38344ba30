using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Agents;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BuildCompress.Agent.Safety;

/// <summary>Turns however a request fails into an <see cref="AgentProblem"/>; never a stack trace.</summary>
internal sealed partial class RefusalMiddleware(RequestDelegate next, ILogger<RefusalMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception error) when (context.RequestAborted.IsCancellationRequested && error is OperationCanceledException or IOException)
        {
            // The client has gone.
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, error);
        }
    }

    private Task AnswerAsync(HttpContext context, Exception error)
    {
        switch (error)
        {
            case Refusal refusal:
                return Refusal.WriteAsync(context, refusal.Status, refusal.Problem);
            case BadHttpRequestException bad:
                var cause = bad.InnerException?.Message ?? bad.Message;
                return Refusal.WriteAsync(context, bad.StatusCode, new AgentProblem(
                    DiagnosticCatalog.AgentRefusedRequest.Id, $"The request cannot be read: {cause}", $"See {AgentApi.OpenApi}."));
            default:
                LogFailure(log, error, context.Request.Method, context.Request.Path);
                return Refusal.WriteAsync(context, StatusCodes.Status500InternalServerError, new AgentProblem(
                    DiagnosticCatalog.UnexpectedFailure.Id, "The agent failed; its log says how.", "Try again, and report it."));
        }
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogFailure(ILogger log, Exception error, string method, string path);
}
