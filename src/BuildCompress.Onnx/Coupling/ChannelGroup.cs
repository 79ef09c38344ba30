namespace BuildCompress.Onnx.Coupling;

/// <summary>
/// Channels with the same footprint: each of them is tied across exactly the same tensors and weight axes, so any of them may be cut
/// on its own, and all cost the same. (A residual network whose stages pad channels has several groups per stage.)
/// </summary>
/// <param name="Id">Index in <see cref="CouplingMap.Groups"/>.</param>
/// <param name="Name">For people: the node whose output it first is.</param>
/// <param name="Size">Number of channels.</param>
/// <param name="WhyNot">Why it cannot be pruned, naming the node; null when it can.</param>
public sealed record ChannelGroup(int Id, string Name, int Size, string? WhyNot)
{
    public bool Prunable => WhyNot is null;

    /// <summary>
    /// Whether all its channels may be cut: it stands inside a residual branch, which then vanishes with all it would add, constants included.
    /// </summary>
    public bool MayVanish { get; init; }
}
