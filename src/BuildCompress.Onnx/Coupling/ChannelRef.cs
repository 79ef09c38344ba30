namespace BuildCompress.Onnx.Coupling;

/// <summary>A channel: number <paramref name="Index"/> of group <paramref name="Group"/>. Group -1: a constant channel that belongs to none.</summary>
public readonly record struct ChannelRef(int Group, int Index)
{
    /// <summary>A channel that always stays and costs nothing to decide, e.g. zeros added by a Pad, or the image.</summary>
    public static ChannelRef None => new(-1, 0);
}
