namespace BuildCompress.Core.Manifests;

/// <summary>The order of colour channels at the model's input.</summary>
public enum ChannelOrder
{
    Rgb,
    Bgr,
}
