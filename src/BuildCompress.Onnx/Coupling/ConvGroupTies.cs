namespace BuildCompress.Onnx.Coupling;

/// <summary>Keeps the groups of a grouped convolution equal.</summary>
internal static class ConvGroupTies
{
    /// <summary>Ties channel i of every group, on both sides, when the options ask for it; an input that is not cut pins nothing.</summary>
    public static void Apply(CouplingContext context, int[]? input, int[] output, int groups)
    {
        if (!context.Options.TieConvGroups)
            return;
        Tie(context, output, groups);
        if (input is not null)
            Tie(context, input, groups);
    }

    private static void Tie(CouplingContext context, int[] slots, int groups)
    {
        var width = slots.Length / groups;
        for (var group = 1; group < groups; group++)
            context.Tie(slots.AsSpan(0, width), slots.AsSpan(group * width, width));
    }
}
