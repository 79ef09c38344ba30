namespace BuildCompress.Onnx.Coupling.Residuals;

/// <summary>Links untied additions into streams, and says which of them cannot be: those have to be tied.</summary>
internal static class StreamAssembly
{
    /// <summary>
    /// The additions whose three tensors are whole groups that may be pruned, each group being the sum, the branch and the source of at most one
    /// addition and a branch nothing else. A stream does not run back into itself (where its end is tied to its beginning by another operator).
    /// </summary>
    public static IReadOnlyList<ResidualAddition> Additions(CouplingMap coupling, IEnumerable<UntiedAddition> untied)
    {
        var additions = new List<ResidualAddition>();
        foreach (var candidate in untied.Select(u => u.Candidate))
        {
            if (WholeGroup(coupling, candidate.Node.Outputs[0]) is not { } sum || WholeGroup(coupling, candidate.BranchValue) is not { } branch
                || WholeGroup(coupling, candidate.SourceValue) is not { } source || branch == sum || branch == source
                || candidate.IsProjection != (source == sum))
                continue;
            var addition = new ResidualAddition(
                candidate.Node, candidate.BranchInput, sum, branch, candidate.IsProjection ? null : source, candidate.SourceValue, candidate.Offset);
            if (additions.All(other => AreCompatible(other, addition)) && !ClosesRing(additions, addition))
                additions.Add(addition);
        }

        return additions;
    }

    /// <summary>Chains, in the order of their first additions.</summary>
    public static IReadOnlyList<ResidualStream> Streams(IReadOnlyList<ResidualAddition> additions)
    {
        var bySource = additions.Where(a => a.Source is not null).ToDictionary(a => a.Source!.Value);
        var sums = additions.Select(a => a.Sum).ToHashSet();
        return [.. additions.Where(a => a.Source is not { } source || !sums.Contains(source)).Select(first => new ResidualStream([.. Following(first)]))];

        IEnumerable<ResidualAddition> Following(ResidualAddition? addition)
        {
            for (; addition is not null; addition = bySource.GetValueOrDefault(addition.Sum))
                yield return addition;
        }
    }

    private static bool ClosesRing(List<ResidualAddition> additions, ResidualAddition added)
    {
        for (var last = added; last is not null; last = additions.Find(addition => addition.Source == last.Sum))
        {
            if (last.Sum == added.Source)
                return true;
        }

        return false;
    }

    private static bool AreCompatible(ResidualAddition a, ResidualAddition b) =>
        a.Sum != b.Sum && a.Branch != b.Branch && (a.Source is null || a.Source != b.Source)
        && a.Branch != b.Sum && a.Branch != b.Source && b.Branch != a.Sum && b.Branch != a.Source;

    /// <summary>The prunable group whose channels <paramref name="value"/> holds, all of them in order and nothing else; null otherwise.</summary>
    private static int? WholeGroup(CouplingMap coupling, string value)
    {
        if (!coupling.Channels.TryGetValue(value, out var layout) || layout.Channels[0] is not { IsNone: false, Group: var group }
            || !coupling.Groups[group].Prunable || coupling.Groups[group].Size != layout.Channels.Count)
            return null;
        for (var i = 0; i < layout.Channels.Count; i++)
        {
            if (layout.Channels[i] != new ChannelRef(group, i))
                return null;
        }

        return group;
    }
}
