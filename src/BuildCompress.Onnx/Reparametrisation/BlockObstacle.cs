namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>Why something that looks like a re-parametrised block is not one convolution.</summary>
/// <param name="Node">The node at which merging ends.</param>
/// <param name="Reason">Half a sentence: "it pads with zeros what has a bias by then".</param>
public sealed record BlockObstacle(string Node, string Reason);
