using System.Security.Cryptography;
using System.Text;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Devices.Agents;
using Microsoft.AspNetCore.Http;

namespace BuildCompress.Agent.Safety;

/// <summary>Lets only those in who show the token. Hashes are compared, in constant time, so that neither content nor length leaks.</summary>
internal sealed class TokenCheck(RequestDelegate next, string token)
{
    private const string Scheme = "Bearer ";

    private readonly byte[] expected = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public Task InvokeAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var shown = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..] : "";
        if (CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), expected))
            return next(context);
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Refusal.WriteAsync(
            context, StatusCodes.Status401Unauthorized,
            new AgentProblem(DiagnosticCatalog.AgentRefusedToken.Id, "The request shows no token, or not this agent's.", "Send 'Authorization: Bearer <token>'."));
    }
}
