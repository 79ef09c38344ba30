using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Costs;

/// <summary>The first dimension of a graph's first input: a symbol or a number of samples.</summary>
internal sealed record BatchSize(Dimension Dimension)
{
    public static BatchSize Of(Graph graph, InferredTypes types) =>
        new(graph.Inputs.Count > 0 && types[graph.Inputs[0].Name]?.Shape is { Count: > 0 } shape ? shape[0] : 1);

    /// <summary>Elements for one sample, or null when a size is not known or the number is beyond 64 bits.</summary>
    public long? PerSample(IEnumerable<Dimension>? shape)
    {
        if (shape is null)
            return null;
        Int128 total = 1;
        foreach (var dim in shape)
        {
            if (dim.Value is { } size)
                total *= size;
            else if (dim.Symbol is null || dim != Dimension)
                return null;
            if (total > long.MaxValue)
                return null;
        }

        // What does not depend on the batch (the weights' side of the graph) is no multiple of it.
        var samples = Dimension.Value ?? 1;
        return (long)(samples > 1 && total % samples == 0 ? total / samples : total);
    }
}
