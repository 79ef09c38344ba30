using System.Text.Json;
using System.Text.Json.Serialization;
using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Core.Manifests;

/// <summary>A hard upper limit.</summary>
/// <param name="Kind">What is limited.</param>
/// <param name="Amount">Absolute, or relative to the original model.</param>
/// <param name="Span">Where it was written.</param>
public sealed record Budget(BudgetKind Kind, BudgetAmount Amount, [property: JsonIgnore] SourceSpan Span)
{
    /// <summary>The kind as the manifest and the reports spell it, e.g. <c>macs</c>.</summary>
    [JsonIgnore]
    public string Name => JsonNamingPolicy.CamelCase.ConvertName(Kind.ToString());
}
