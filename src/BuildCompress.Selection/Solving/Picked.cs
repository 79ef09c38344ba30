namespace BuildCompress.Selection.Solving;

/// <summary>The channels that a step of a move would flip, remembered until the stamps of its groups change.</summary>
internal sealed class Picked
{
    public int[] Variables { get; set; } = [];

    /// <summary>How many of <see cref="Variables"/> are valid.</summary>
    public int Count { get; set; }

    /// <summary>How many were looked for.</summary>
    public int Asked { get; set; }

    /// <summary>Their summed scores.</summary>
    public double Score { get; set; }

    public long Stamp { get; set; } = -1;
}
