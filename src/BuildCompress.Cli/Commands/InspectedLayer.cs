namespace BuildCompress.Cli.Commands;

/// <summary>What a node costs at batch 1.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Operator">Its operator.</param>
/// <param name="Output">Element type and shape of its first output; null when not known.</param>
/// <param name="Macs">Multiply-accumulates.</param>
/// <param name="Parameters">Elements of its weights, biases and statistics; a shared one counts where it is read first.</param>
/// <param name="ParameterBytes">Their size as stored.</param>
/// <param name="ActivationBytes">Size of its outputs.</param>
/// <param name="Groups">Ids of the channel groups that stand in its outputs.</param>
internal sealed record InspectedLayer(
    string Node, string Operator, string? Output, long Macs, long Parameters, long ParameterBytes, long ActivationBytes, IReadOnlyList<int> Groups);
