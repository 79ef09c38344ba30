using System.Threading.RateLimiting;
using BuildCompress.Agent.Safety;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Agents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace BuildCompress.Agent.Hosting;

/// <summary>How many requests one address may make.</summary>
internal static class RequestRate
{
    private const int Window = 10;

    public static void Configure(RateLimiterOptions rates, AgentLimits limits)
    {
        rates.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = limits.RequestsPerSecond * Window,
                TokensPerPeriod = limits.RequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));
        rates.OnRejected = async (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "1";
            await Refusal.WriteAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests, new AgentProblem(
                DiagnosticCatalog.AgentRefusedRequest.Id, $"More than {limits.RequestsPerSecond} requests a second came from this address.", "Ask less often."));
        };
    }
}
