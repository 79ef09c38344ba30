namespace BuildCompress.Cli.Commands;

/// <summary>What a node costs at batch 1.</summary>
internal sealed record InspectedLayer(string Node, string Operator, long Macs, long Parameters, long ActivationBytes);
