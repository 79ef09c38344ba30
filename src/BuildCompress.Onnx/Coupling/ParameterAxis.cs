namespace BuildCompress.Onnx.Coupling;

/// <summary>One axis of a constant that counts channels.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Channels">
/// Channel of each index. Longer than the axis for axis 1 of a grouped convolution: all groups' channels one after another, rows of
/// group k see the k-th run.
/// </param>
public sealed record ParameterAxis(int Axis, IReadOnlyList<ChannelRef> Channels);
