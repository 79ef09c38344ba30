namespace BuildCompress.Onnx.Coupling;

/// <summary>A channel: number <paramref name="Index"/> of group <paramref name="Group"/>. Group -1: one that belongs to none.</summary>
public readonly record struct ChannelRef(int Group, int Index)
{
    /// <summary>A channel that always stays and that nothing decides about: of the network's input, or behind an operator that mixes channels.</summary>
    public static ChannelRef None => new(-1, 0);

    /// <summary>Whether it belongs to no group.</summary>
    public bool IsNone => Group < 0;
}
