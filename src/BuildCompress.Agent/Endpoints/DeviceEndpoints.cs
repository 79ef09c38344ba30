using BuildCompress.Agent.Hosting;
using BuildCompress.Devices.Agents;
using BuildCompress.Devices.Fingerprints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BuildCompress.Agent.Endpoints;

/// <summary>What the device is.</summary>
internal static class DeviceEndpoints
{
    public static void MapDevice(this IEndpointRouteBuilder routes) =>
        routes.MapGet(AgentApi.Device, (AgentLimits limits) => new DeviceDescription(AgentApi.Version, AgentHost.Version, DeviceFingerprint.Current(), limits))
            .WithName("describe")
            .WithSummary("What the device is, and what the agent takes.")
            .ProducesRefusals(StatusCodes.Status401Unauthorized);
}
