namespace BuildCompress.Cli.Commands;

/// <summary>Channels that live and die together.</summary>
/// <param name="Id">Number of the group; layers refer to it.</param>
/// <param name="Name">The node whose output it first is.</param>
/// <param name="Channels">How many.</param>
/// <param name="MadeBy">Layers whose outputs they are.</param>
/// <param name="ReadBy">Layers whose inputs they are.</param>
/// <param name="MayVanish">Whether all of them may go: they lie inside a residual branch, which goes with them.</param>
/// <param name="WhyNot">Why they cannot be cut; null when they can.</param>
internal sealed record InspectedGroup(
    int Id, string Name, int Channels, IReadOnlyList<string> MadeBy, IReadOnlyList<string> ReadBy, bool MayVanish, string? WhyNot);
