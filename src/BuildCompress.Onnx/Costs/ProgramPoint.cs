namespace BuildCompress.Onnx.Costs;

/// <summary>What is in memory while one node runs.</summary>
/// <param name="Node">The node; empty before the first, when only the inputs are there.</param>
/// <param name="Live">Activations alive, the node's inputs and outputs included; one that is overwritten in place is not.</param>
public sealed record ProgramPoint(string Node, IReadOnlyList<LiveValue> Live)
{
    /// <summary>Bytes for one sample.</summary>
    public long Bytes => Live.Sum(value => value.Bytes);
}

/// <summary>An activation in memory.</summary>
/// <param name="Names">The graph's names for it: several where a quantiser only changes how it is stored.</param>
/// <param name="Bytes">For one sample.</param>
public sealed record LiveValue(IReadOnlyList<string> Names, long Bytes);
