using BuildCompress.Devices.Agents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BuildCompress.Agent.Endpoints;

/// <summary>Tells the API's description in which ways an endpoint refuses.</summary>
internal static class RefusalMetadata
{
    public static RouteHandlerBuilder ProducesRefusals(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses)
            endpoint.Produces<AgentProblem>(status);
        return endpoint;
    }
}
