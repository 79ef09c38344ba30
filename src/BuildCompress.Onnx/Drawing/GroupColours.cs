using BuildCompress.Onnx.Coupling;

namespace BuildCompress.Onnx.Drawing;

/// <summary>A colour for every channel group: strong ones where several layers share its channels, light ones for a single layer's, grey for what stays.</summary>
internal sealed class GroupColours
{
    /// <summary>Of groups that cannot be cut, and of values without channels that could.</summary>
    public const string Fixed = "#b8bec7";

    private static readonly string[] Strong =
        ["#2f6fde", "#e0662f", "#2c9c5a", "#b5489f", "#c9a100", "#1a9aa8", "#d0374b", "#7a5cd6", "#7d8c1f", "#a8662e"];

    private static readonly string[] Light = ["#a9c8f5", "#f5c3a6", "#a8dcbc", "#e3b6d9", "#eedf95", "#a5dde2", "#f0b0b8", "#c9bdf0", "#d3dca0", "#dcc3a8"];

    private readonly string[] colours;

    public GroupColours(CouplingMap coupling)
    {
        var makers = Makers(coupling);
        Shared = [.. coupling.Groups.Where(g => g.Prunable && makers[g.Id] > 1)];
        colours = new string[coupling.Groups.Count];
        var (strong, light) = (0, 0);
        foreach (var group in coupling.Groups)
            colours[group.Id] = !group.Prunable ? Fixed : makers[group.Id] > 1 ? Strong[strong++ % Strong.Length] : Light[light++ % Light.Length];
    }

    /// <summary>Groups that can be cut and whose channels several layers make.</summary>
    public IReadOnlyList<ChannelGroup> Shared { get; }

    /// <summary>One colour per group among <paramref name="channels"/>, in order of appearance, and grey when some belong to none; at least one.</summary>
    public IReadOnlyList<string> Of(IReadOnlyList<ChannelRef> channels) => channels.Count == 0 ? [Fixed] : [.. Groups(channels).Select(Of).Distinct()];

    public string Of(int group) => group < 0 ? Fixed : colours[group];

    /// <summary>The groups among <paramref name="channels"/> in order of appearance; -1 for none.</summary>
    public static IEnumerable<int> Groups(IReadOnlyList<ChannelRef> channels) => channels.Select(c => c.Group).Distinct();

    private static int[] Makers(CouplingMap coupling)
    {
        var makers = new int[coupling.Groups.Count];
        foreach (var weight in coupling.Weights.Where(w => !w.IsDepthwise).DistinctBy(w => w.Node))
        {
            foreach (var group in Groups(weight.Output).Where(g => g >= 0))
                makers[group]++;
        }

        return makers;
    }
}
