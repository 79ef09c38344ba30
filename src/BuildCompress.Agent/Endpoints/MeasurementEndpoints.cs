using System.Globalization;
using System.Text.RegularExpressions;
using BuildCompress.Agent.Measurements;
using BuildCompress.Agent.Models;
using BuildCompress.Agent.Safety;
using BuildCompress.Devices.Agents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BuildCompress.Agent.Endpoints;

/// <summary>Ordering, following and cancelling measurements.</summary>
internal static partial class MeasurementEndpoints
{
    private const int LongestName = 200;

    public static void MapMeasurements(this IEndpointRouteBuilder routes)
    {
        routes.MapPut(AgentApi.Measurement, Order)
            .WithName("order")
            .WithSummary("Queues a measurement under an id of the client's choice (32 hexadecimal digits); the same order again changes nothing.")
            .ProducesRefusals(
                StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status409Conflict, StatusCodes.Status429TooManyRequests);

        routes.MapGet(AgentApi.Measurement, (string id, MeasurementBoard board) => board.Get(id).Status)
            .WithName("status")
            .WithSummary("How a measurement stands; its result when it is done.")
            .ProducesRefusals(StatusCodes.Status401Unauthorized, StatusCodes.Status404NotFound);

        routes.MapGet(AgentApi.Events, (string id, HttpRequest request, MeasurementBoard board, CancellationToken stop) =>
                TypedResults.ServerSentEvents(board.Get(id).FollowAsync(FirstAfter(request), stop)))
            .WithName("follow")
            .WithSummary("Server-sent events of a measurement from the first, or from the one after Last-Event-ID; ends with the measurement.")
            .Produces<MeasurementEvent>(contentType: "text/event-stream")
            .ProducesRefusals(StatusCodes.Status401Unauthorized, StatusCodes.Status404NotFound);

        routes.MapDelete(AgentApi.Measurement, (string id, MeasurementBoard board) => board.Cancel(id).Status)
            .WithName("cancel")
            .WithSummary("Cancels a measurement that has not ended.")
            .ProducesRefusals(StatusCodes.Status401Unauthorized, StatusCodes.Status404NotFound);
    }

    private static MeasurementStatus Order(
        string id, MeasurementOrder order, HttpContext context, ModelStore models, MeasurementBoard board, AgentLimits limits)
    {
        Check(id, order, limits);
        return board.Add(id, order, () => Create(id, ClientOf(context), order, models)).Status;
    }

    private static PendingMeasurement Create(string id, string client, MeasurementOrder order, ModelStore models)
    {
        var leases = new List<ModelLease>(order.Models.Count);
        try
        {
            foreach (var model in order.Models)
                leases.Add(models.Lease(model.Digest));
            return new PendingMeasurement(id, client, order, leases);
        }
        catch
        {
            foreach (var lease in leases)
                lease.Dispose();
            throw;
        }
    }

    private static void Check(string id, MeasurementOrder order, AgentLimits limits)
    {
        if (!Id().IsMatch(id))
            throw Refusal.BadRequest("An id is 32 lower-case hexadecimal digits.", "Draw one at random.");
        if (order.Models is not { Count: > 0 } || order.Models.Count > limits.Models)
            throw Refusal.BadRequest($"An order has 1 to {limits.Models} models.", "Split it.");
        if (order.Models.Any(model => model is not { Name.Length: > 0 and <= LongestName, Digest: not null }))
            throw Refusal.BadRequest($"Every model has a name of 1 to {LongestName} characters and a digest.", "Complete the order.");
        if (order.Protocol is not { IsValid: true })
            throw Refusal.BadRequest("A field of the protocol is missing or out of its range.", $"See {AgentApi.OpenApi}.");
    }

    /// <summary>Programs on one machine are different clients as long as they say who they are.</summary>
    private static string ClientOf(HttpContext context)
    {
        var name = context.Request.Headers.UserAgent.ToString();
        return $"{context.Connection.RemoteIpAddress} {(name.Length > LongestName ? name[..LongestName] : name)}";
    }

    private static int FirstAfter(HttpRequest request) =>
        int.TryParse(request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last) && last < int.MaxValue ? last + 1 : 0;

    [GeneratedRegex(@"\A[0-9a-f]{32}\z")]
    private static partial Regex Id();
}
