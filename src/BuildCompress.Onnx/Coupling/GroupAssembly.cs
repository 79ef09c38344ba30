using System.Globalization;
using System.Text;

namespace BuildCompress.Onnx.Coupling;

/// <summary>Turns channel classes into groups: classes with the same footprint (the same tensors and weight axes) form one group.</summary>
internal static class GroupAssembly
{
    public static CouplingMap Assemble(CouplingContext context)
    {
        var classes = context.Classes;
        var produced = Produced(context);
        ForbidEmptyTensors(context);
        var footprints = Footprints(context, produced);

        var groups = new List<ChannelGroup>();
        var sizes = new List<int>();
        var byKey = new Dictionary<string, int>();
        var refs = new Dictionary<int, ChannelRef>();
        foreach (var (root, footprint) in footprints.OrderBy(f => f.Key))
        {
            var why = classes.WhyFixed(root);
            var key = $"{footprint}|{why}";
            if (!byKey.TryGetValue(key, out var group))
            {
                byKey[key] = group = groups.Count;
                groups.Add(new(group, produced[root], 0, why));
                sizes.Add(0);
            }

            refs[root] = new(group, sizes[group]++);
        }

        ChannelRef[] Refs(int[]? slots, int count) => slots is null
            ? [.. Enumerable.Repeat(ChannelRef.None, count)]
            : Array.ConvertAll(slots, slot => refs.GetValueOrDefault(classes.Find(slot), ChannelRef.None));

        var parameters = context.Parameters.Select(p => new ParameterUse(
            p.Node, p.Input, p.Kind, [.. p.Axes.Select(a => new ParameterAxis(a.Axis, Refs(a.Slots, 0)))], p.Groups)).ToArray();
        return new(
            [.. groups.Select(g => g with { Size = sizes[g.Id] })],
            [.. context.Weights.Select(w => new WeightCoupling(
                w.Node.DisplayName, w.Weight, Refs(w.Output, 0), Refs(w.Input, w.InputCount), w.Groups, w.KernelElements,
                w.OutputPositions, w.OutputAxis))],
            context.Layouts.ToDictionary(
                pair => pair.Key,
                pair => new ChannelLayout(pair.Value.Axes, pair.Value.Dims, Refs(pair.Value.Slots, 0), context.Rank(pair.Key) ?? 0)),
            parameters,
            CountVectors(context, parameters, groups.Count));
    }

    /// <summary>
    /// Name of the first node that makes each class, a layer or an untied addition; what neither makes (padding zeros) is not worth deciding about.
    /// </summary>
    private static Dictionary<int, string> Produced(CouplingContext context)
    {
        var produced = new Dictionary<int, string>();
        foreach (var weight in context.Weights)
        {
            foreach (var slot in weight.Output)
                produced.TryAdd(context.Classes.Find(slot), weight.Node.DisplayName);
        }

        foreach (var (candidate, sum) in context.Untied)
        {
            foreach (var slot in sum)
                produced.TryAdd(context.Classes.Find(slot), candidate.Node.DisplayName);
        }

        return produced;
    }

    private static void ForbidEmptyTensors(CouplingContext context)
    {
        foreach (var (value, layout) in context.Layouts)
        {
            var root = context.Classes.Find(layout.Slots[0]);
            if (layout.Slots.All(slot => context.Classes.Find(slot) == root))
                context.Classes.Fix(root, layout.Slots.Length == 1
                    ? $"it is the only channel of {context.Maker(value)}: there would be no channel left"
                    : $"all channels of {context.Maker(value)} live and die together: there would be no channel left");
        }
    }

    private static Dictionary<int, string> Footprints(CouplingContext context, Dictionary<int, string> produced)
    {
        var marks = produced.Keys.ToDictionary(root => root, _ => new StringBuilder());
        var place = 0;
        void Mark(int[]? slots)
        {
            place++;
            foreach (var count in (slots ?? []).CountBy(context.Classes.Find))
            {
                if (marks.TryGetValue(count.Key, out var mark))
                    mark.Append(CultureInfo.InvariantCulture, $"{place}x{count.Value} ");
            }
        }

        foreach (var weight in context.Weights)
        {
            Mark(weight.Output);
            Mark(weight.Input);
        }

        foreach (var axis in context.Parameters.SelectMany(p => p.Axes))
            Mark(axis.Slots);
        foreach (var layout in context.Layouts.Values)
            Mark(layout.Slots);
        return marks.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
    }

    private static long[] CountVectors(CouplingContext context, IReadOnlyList<ParameterUse> parameters, int groups)
    {
        var counts = new long[groups];
        var seen = new HashSet<string>();
        foreach (var use in parameters)
        {
            if (use.Kind is ParameterKind.Weight or ParameterKind.Depthwise)
                continue;
            var name = use.Node.Inputs[use.Input];
            var axis = use.Axes[0];
            if (!seen.Add($"{name}|{string.Join(',', axis.Channels)}"))
                continue;
            var elements = context.Constant(name)!.Count / axis.Channels.Count;
            foreach (var group in axis.Channels.Where(c => !c.IsNone).GroupBy(c => c.Group))
                counts[group.Key] += elements * (group.Count() / group.DistinctBy(c => c.Index).Count());
        }

        return counts;
    }
}
