namespace BuildCompress.Engines.Libtorch;

/// <summary>
/// The memory layout in which convolutions are fastest: NHWC in memory under an NCHW shape. libtorch keeps a layout from layer to layer, so
/// images and weights are laid out once.
/// </summary>
public static class ChannelsLast
{
    /// <summary>The same tensor [N, C, H, W] with channels last in memory; without a copy where they already are.</summary>
    public static Tensor Of(Tensor x)
    {
        using var rows = x.permute(0, 2, 3, 1);
        using var laid = rows.contiguous();
        return laid.permute(0, 3, 1, 2);
    }
}
