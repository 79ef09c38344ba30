namespace BuildCompress.Core.Manifests;

/// <summary>How a stored pixel (0..255) becomes an input value: <c>x = (pixel * Scale - Mean[c]) / Std[c]</c>.</summary>
/// <param name="Scale">Factor on the raw pixel; 1/255 by default.</param>
/// <param name="Mean">Per channel, in scaled units; one entry or as many as channels; 0 by default.</param>
/// <param name="Std">Per channel, in scaled units, positive; 1 by default.</param>
/// <param name="Channels">Channel order the model expects.</param>
public sealed record PreprocessSettings(double Scale, IReadOnlyList<double> Mean, IReadOnlyList<double> Std, ChannelOrder Channels);
