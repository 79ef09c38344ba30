namespace BuildCompress.Cli.Commands;

/// <summary>An input or output of a model, e.g. <c>Float[batch,3,32,32]</c>.</summary>
internal sealed record InspectedValue(string Name, string Type);
