using BuildCompress.Agent.Models;
using BuildCompress.Devices.Agents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace BuildCompress.Agent.Endpoints;

/// <summary>Uploading models.</summary>
internal static class ModelEndpoints
{
    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(AgentApi.Model, [HttpMethods.Head], (string digest, ModelStore models) =>
                models.Contains(digest) ? Results.Ok() : Results.NotFound())
            .WithName("hasModel")
            .WithSummary("Whether the model with this SHA-256 has been uploaded.")
            .Produces(StatusCodes.Status200OK)
            .Produces(StatusCodes.Status404NotFound);

        routes.MapPut(AgentApi.Model, async (string digest, HttpRequest request, ModelStore models, AgentLimits limits, CancellationToken cancellation) =>
            {
                // The store counts; the server's own, smaller limit is for everything else.
                request.HttpContext.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = limits.Upload.Value + 1;
                await models.AddAsync(digest, request.Body, cancellation);
                return Results.NoContent();
            })
            .WithName("uploadModel")
            .WithSummary("Uploads an ONNX file under its SHA-256.")
            .Accepts<byte[]>("application/octet-stream")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesRefusals(
                StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status413PayloadTooLarge,
                StatusCodes.Status422UnprocessableEntity, StatusCodes.Status429TooManyRequests);
    }
}
