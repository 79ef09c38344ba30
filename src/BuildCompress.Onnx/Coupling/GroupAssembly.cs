namespace BuildCompress.Onnx.Coupling;

/// <summary>Turns channel classes into groups: classes with the same footprint (the same tensors and weight axes) form one group.</summary>
internal sealed class GroupAssembly
{
    private readonly CouplingContext context;

    /// <summary>The class of every slot.</summary>
    private readonly int[] roots;

    /// <summary>The channel that every class became, by its root; none for classes that no group holds.</summary>
    private readonly ChannelRef[] channels;

    /// <summary>Operators that only pass channels on share their slots; so do the references made of them.</summary>
    private readonly Dictionary<int[], ChannelRef[]> references = new(ReferenceEqualityComparer.Instance);

    private readonly List<ChannelGroup> groups = [];

    private GroupAssembly(CouplingContext context)
    {
        this.context = context;
        roots = context.Classes.Roots();
        channels = new ChannelRef[roots.Length];
        channels.AsSpan().Fill(ChannelRef.None);
    }

    public static CouplingMap Assemble(CouplingContext context)
    {
        var assembly = new GroupAssembly(context);
        assembly.ForbidEmptyTensors();
        assembly.FormGroups();
        return assembly.Map();
    }

    private void FormGroups()
    {
        var produced = Produced();
        var footprints = AllFootprints();
        var sizes = new List<int>();
        var byKey = new Dictionary<(int Footprint, string? WhyNot), int>();
        for (var root = 0; root < roots.Length; root++)
        {
            if (produced[root] is not { } name)
                continue;
            var why = context.Classes.WhyFixed(root);
            if (!byKey.TryGetValue((footprints[root], why), out var group))
            {
                byKey[(footprints[root], why)] = group = groups.Count;
                groups.Add(new(group, name, 0, why));
                sizes.Add(0);
            }

            channels[root] = new(group, sizes[group]++);
        }

        for (var group = 0; group < sizes.Count; group++)
            groups[group] = groups[group] with { Size = sizes[group] };
    }

    private CouplingMap Map()
    {
        var parameters = context.Parameters.Select(p => new ParameterUse(
            p.Node, p.Input, p.Kind, [.. p.Axes.Select(a => new ParameterAxis(a.Axis, References(a.Slots)))], p.Groups)).ToArray();
        return new(
            groups,
            [.. context.Weights.Select(w => new WeightCoupling(
                w.Node.DisplayName, w.Weight, References(w.Output), w.Input is null ? None(w.InputCount) : References(w.Input), w.Groups, w.KernelElements,
                w.OutputPositions, w.OutputAxis))],
            context.Layouts.ToDictionary(
                pair => pair.Key,
                pair => new ChannelLayout(pair.Value.Axes, pair.Value.Dims, References(pair.Value.Slots), context.Rank(pair.Key) ?? 0)),
            parameters,
            CountVectors(parameters));
    }

    private ChannelRef[] References(int[] slots)
    {
        if (!references.TryGetValue(slots, out var found))
            references[slots] = found = Array.ConvertAll(slots, slot => channels[roots[slot]]);
        return found;
    }

    private static ChannelRef[] None(int count)
    {
        var none = new ChannelRef[count];
        none.AsSpan().Fill(ChannelRef.None);
        return none;
    }

    /// <summary>
    /// By root, the name of the first node that makes each class, a layer or an untied addition; what neither makes (padding zeros) is not worth
    /// deciding about.
    /// </summary>
    private string?[] Produced()
    {
        var produced = new string?[roots.Length];
        foreach (var weight in context.Weights)
        {
            foreach (var slot in weight.Output)
                produced[roots[slot]] ??= weight.Node.DisplayName;
        }

        foreach (var (candidate, sum) in context.Untied)
        {
            foreach (var slot in sum)
                produced[roots[slot]] ??= candidate.Node.DisplayName;
        }

        return produced;
    }

    private void ForbidEmptyTensors()
    {
        foreach (var (value, layout) in context.Layouts)
        {
            var root = roots[layout.Slots[0]];
            if (Array.TrueForAll(layout.Slots, slot => roots[slot] == root))
                context.Classes.Fix(root, layout.Slots.Length == 1
                    ? $"it is the only channel of {context.Maker(value)}: there would be no channel left"
                    : $"all channels of {context.Maker(value)} live and die together: there would be no channel left");
        }
    }

    private Footprints AllFootprints()
    {
        var footprints = new Footprints(roots);
        foreach (var weight in context.Weights)
        {
            footprints.Add(weight.Output);
            footprints.Add(weight.Input);
        }

        foreach (var parameter in context.Parameters)
        {
            foreach (var (_, slots) in parameter.Axes)
                footprints.Add(slots);
        }

        foreach (var layout in context.Layouts.Values)
            footprints.Add(layout.Slots);
        return footprints;
    }

    private IReadOnlyList<long> CountVectors(IReadOnlyList<ParameterUse> parameters)
    {
        var counts = new VectorCounts([.. groups.Select(g => g.Size)]);
        foreach (var use in parameters)
        {
            var name = use.Node.Inputs[use.Input];
            if (use.Kind is not (ParameterKind.Weight or ParameterKind.Depthwise))
                counts.Add(name, context.Constant(name)!.Count, (ChannelRef[])use.Axes[0].Channels);
        }

        return counts.PerChannel;
    }
}
