namespace BuildCompress.Pipeline.Planning;

/// <summary>
/// Predicted time of one layer by its channel counts, <c>Fixed + PerInput in + PerOutput out + PerPair in out</c> (METHODS 1.7), in nanoseconds. For
/// a staircase over blocks of channels the coefficients are those of its corners, which are exact where counts are multiples of the block.
/// </summary>
/// <param name="Node">Name of the layer's node in the original model.</param>
/// <param name="Fixed">What no selection saves.</param>
/// <param name="PerInput">For each input channel, not negative.</param>
/// <param name="PerOutput">For each output channel, not negative.</param>
/// <param name="PerPair">For each pair of an input and an output channel, not negative; of a depthwise layer, for each channel.</param>
internal sealed record LayerLatency(string Node, double Fixed, double PerInput, double PerOutput, double PerPair);
