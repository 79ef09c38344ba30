namespace BuildCompress.Core.Manifests;

/// <summary>What a budget limits.</summary>
public enum BudgetKind
{
    Macs,
    Parameters,

    /// <summary>Bytes of the emitted file.</summary>
    Size,
}
