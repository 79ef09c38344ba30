using System.Globalization;
using System.Text;
using BuildCompress.Onnx.Costs;
using BuildCompress.Onnx.Coupling;

namespace BuildCompress.Onnx.Drawing;

/// <summary>The heading of a drawing: what its colours mean, which groups several layers share, and why some channels stay.</summary>
internal static class DrawingLegend
{
    private const int MostGroups = 10;
    private const int MostReasons = 6;

    public static string Of(string title, CouplingMap coupling, ModelCost cost, GroupColours colours)
    {
        var cuttable = coupling.Groups.Where(g => g.Prunable).ToList();
        var text = new StringBuilder("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"2\" CELLPADDING=\"1\">");
        Line($"<B>{DotText.Html(title)}</B>");
        var macs = cost.Uncounted.Count == 0 ? $"{LayerWords.Count(cost.Macs.Value)} MACs" : "MACs unknown (they depend on the input's size)";
        Line(DotText.Html(string.Create(
            CultureInfo.InvariantCulture,
            $"{macs}, {LayerWords.Count(cost.Parameters.Value)} parameters; {cuttable.Sum(g => g.Size)} channels in {cuttable.Count} groups can be cut")));
        foreach (var group in colours.Shared.Take(MostGroups))
            Key(colours.Of(group.Id), $"{group.Size} channels that {Makers(coupling, group)} layers make together, from {group.Name}");
        if (colours.Shared.Count > MostGroups)
            Line($"… and {colours.Shared.Count - MostGroups} more groups that several layers share: hover a row");
        if (cuttable.Count > colours.Shared.Count)
            Key("#a9c8f5:#f5c3a6", "light colours: channels of one layer, cut on their own");
        Key(GroupColours.Fixed, "grey: channels that stay");
        var reasons = coupling.Groups.Select(g => g.WhyNot).OfType<string>().Distinct().ToList();
        foreach (var reason in reasons.Take(MostReasons))
            Note(reason);
        if (reasons.Count > MostReasons)
            Note($"… and {reasons.Count - MostReasons} more reasons: hover a row");
        return text.Append("</TABLE>").ToString();

        void Line(string html) => text.Append("<TR><TD COLSPAN=\"2\" ALIGN=\"LEFT\">").Append(html).Append("</TD></TR>");

        void Note(string words) => text.Append("<TR><TD></TD><TD ALIGN=\"LEFT\"><FONT COLOR=\"#5b6470\">").Append(DotText.Html(words)).Append("</FONT></TD></TR>");

        void Key(string colour, string words) => text.Append("<TR><TD WIDTH=\"22\" BGCOLOR=\"").Append(colour).Append("\"> </TD><TD ALIGN=\"LEFT\">")
            .Append(DotText.Html(words)).Append("</TD></TR>");
    }

    /// <summary>The groups among <paramref name="channels"/>, a line each.</summary>
    public static string Describe(CouplingMap coupling, IReadOnlyList<ChannelRef> channels)
    {
        var lines = GroupColours.Groups(channels).Where(g => g >= 0).Select(id => coupling.Groups[id]).Select(group =>
            $"group {group.Id} ({group.Name}): {group.Size} channels, {(group.Prunable ? "can be cut" : $"stay: {group.WhyNot}")}");
        return string.Join('\n', lines);
    }

    private static int Makers(CouplingMap coupling, ChannelGroup group) =>
        coupling.Weights.Where(w => !w.IsDepthwise && w.Output.Any(c => c.Group == group.Id)).DistinctBy(w => w.Node).Count();
}
