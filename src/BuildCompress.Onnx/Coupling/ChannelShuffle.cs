using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling;

/// <summary>
/// A run of Reshape and Transpose that does nothing but reorder channels. As long as what is cut leaves rows and columns between its nodes it
/// keeps them, with smaller numbers; else one Gather takes their place.
/// </summary>
/// <param name="Nodes">The run in graph order; each but the last is read by the next alone.</param>
/// <param name="Axis">The channel axis of what goes in and comes out.</param>
/// <param name="Sources">For every channel that comes out, the position at which it went in.</param>
public sealed record ChannelShuffle(IReadOnlyList<Node> Nodes, int Axis, IReadOnlyList<int> Sources)
{
    /// <summary>What goes in.</summary>
    public string Input => Nodes[0].Inputs[0];

    /// <summary>What comes out.</summary>
    public string Output => Nodes[^1].Outputs[0];
}
