using BuildCompress.Agent.Hosting;
using BuildCompress.Core.Units;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace BuildCompress.Agent.Endpoints;

/// <summary>The API's own description (OpenAPI).</summary>
internal static class AgentDescription
{
    public static void AddAgentDescription(this IServiceCollection services) => services.AddOpenApi(description =>
    {
        description.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "BuildCompress device agent",
                Version = AgentHost.Version,
                Description = "Measures ONNX models on the device it runs on. Latencies are milliseconds, sizes bytes, times hh:mm:ss.",
            };
            document.Servers = [];
            return Task.CompletedTask;
        });
        description.AddSchemaTransformer((schema, context, _) =>
        {
            var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
            if (type == typeof(LatencyMs))
                (schema.Type, schema.Format, schema.Description) = (JsonSchemaType.Number, "double", "Milliseconds.");
            else if (type == typeof(Bytes))
                (schema.Type, schema.Format, schema.Description) = (JsonSchemaType.Integer, "int64", "Bytes.");
            return Task.CompletedTask;
        });
    });
}
