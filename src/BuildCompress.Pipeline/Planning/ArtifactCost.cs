using BuildCompress.Core.Manifests;
using BuildCompress.Core.Units;

namespace BuildCompress.Pipeline.Planning;

/// <summary>What an artifact costs, counted from the file as it would be emitted.</summary>
internal sealed record ArtifactCost(Macs Macs, ParameterCount Parameters, Bytes File)
{
    /// <summary>The number a budget of <paramref name="kind"/> limits.</summary>
    public long this[BudgetKind kind] => kind switch
    {
        BudgetKind.Macs => Macs.Value,
        BudgetKind.Parameters => Parameters.Value,
        _ => File.Value,
    };
}
