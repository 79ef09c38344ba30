using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling;

/// <summary>Shapes as plain numbers, for reasoning about a reshape: a batch of unknown size counts as 1.</summary>
internal static class StaticShapes
{
    /// <summary>Shapes of both values, or null when more than the batch is unknown.</summary>
    public static (int[] From, int[] To)? Match(InferredTypes types, string from, string to)
    {
        if (types[from]?.Shape is not { } source || types[to]?.Shape is not { } target || source.Skip(1).Any(d => d.Value is null))
            return null;
        var before = source.Select(d => (int)(d.Value ?? 1)).ToArray();
        var after = target.Select(d => (int)(d.Value ?? 1)).ToArray();
        var elements = before.AsSpan().Product();
        if (target.Count(d => d.Value is null) == 1)
        {
            var known = after.AsSpan().Product();
            if (known == 0 || elements % known != 0)
                return null;
            after[target.Index().First(d => d.Item.Value is null).Index] = elements / known;
        }

        return after.AsSpan().Product() == elements ? (before, after) : null;
    }
}
