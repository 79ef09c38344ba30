using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Latency;

/// <summary>A network cut to given widths, whatever the importance of its channels: latency does not depend on it.</summary>
/// <param name="model">The model as given.</param>
/// <param name="coupling">Its channel groups.</param>
/// <param name="groups">Which counts are allowed.</param>
internal sealed class WidthSamples(Model model, CouplingMap coupling, IReadOnlyList<SelectionGroup> groups)
{
    private const double Narrowest = 0.2;

    /// <summary>Every group at the same share of its channels, as nearly as it allows.</summary>
    public Model Uniform(double share) => Cut(group => share * group.Size);

    /// <summary>Every group at a share of its own; groups that may vanish do so now and then.</summary>
    public Model Random(Random random) => Cut(group =>
    {
        var share = random.NextDouble();
        return group.Minimum == 0 && share < Narrowest ? 0 : Math.Max(Narrowest, share) * group.Size;
    });

    private Model Cut(Func<SelectionGroup, double> wish)
    {
        int[] counts = [.. groups.Select(g => Nearest(g, wish(g)))];
        foreach (var rule in Planning.ResidualRules.Of(coupling))
            counts[rule.Sum] = counts[rule.Branch] = Math.Max(counts[rule.Sum], counts[rule.Branch]);
        var kept = new ChannelSelection([.. groups.Select((g, i) => Enumerable.Range(0, g.Size).Select(c => c < counts[i]).ToArray())]);
        return ChannelSurgery.Cut(model, coupling, VanishingBranches.DropInactive(model.Graph, coupling, kept));
    }

    private static int Nearest(SelectionGroup group, double wish) =>
        Enumerable.Range(0, group.Size + 1).Where(c => group.Allows(c) && (c > 0 || wish <= 0)).MinBy(c => Math.Abs(c - wish));
}
