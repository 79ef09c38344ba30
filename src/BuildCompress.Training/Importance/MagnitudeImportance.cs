using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Importance;

/// <summary>What weights are worth by their size alone.</summary>
internal static class MagnitudeImportance
{
    /// <summary><c>I_ji = sum_ab |w_jiab|</c>.</summary>
    public static IReadOnlyDictionary<string, WeightImportance> L1(Graph graph) =>
        WeightMatrix.Of(graph).ToDictionary(m => m.Weight, m => m.Worth(m.Sum(Entries(graph, m, Math.Abs))));

    /// <summary><c>I_ji = sqrt(sum_ab w_jiab²)</c>.</summary>
    public static IReadOnlyDictionary<string, WeightImportance> L2(Graph graph) =>
        WeightMatrix.Of(graph).ToDictionary(m => m.Weight, m => m.Worth(Array.ConvertAll(m.Sum(Entries(graph, m, w => w * w)), MathF.Sqrt)));

    /// <summary>
    /// <c>I_ji = |gamma_j| sum_ab |w_jiab| / sum_kab |w_jkab|</c>: the scale of the batch normalisation that alone reads filter j's output
    /// (Liu et al., Learning efficient convolutional networks through network slimming, ICCV 2017), shared out among the filter's kernels.
    /// </summary>
    /// <returns>A layer without such a normalisation is worth nothing.</returns>
    public static IReadOnlyDictionary<string, WeightImportance> BatchNormScale(Graph graph)
    {
        var result = L1(graph);
        foreach (var matrix in WeightMatrix.Of(graph))
            Share(result[matrix.Weight], Scales(graph, matrix));
        return result;
    }

    private static float[] Entries(Graph graph, WeightMatrix matrix, Func<float, float> worth)
    {
        var entries = graph.Constant(matrix.Constant)!.AsSpan<float>().ToArray();
        for (var i = 0; i < entries.Length; i++)
            entries[i] = worth(entries[i]);
        return entries;
    }

    private static float[]? Scales(Graph graph, WeightMatrix matrix) =>
        graph.Consumers(matrix.Node.Outputs[0]) is [{ OpType: "BatchNormalization" } normalisation]
        && graph.Constant(normalisation.Input(1)) is { Element: ElementType.Float32 } scale && scale.Count == matrix.Outputs
            ? scale.AsSpan<float>().ToArray() : null;

    private static void Share(WeightImportance magnitudes, float[]? scales)
    {
        for (var o = 0; o < magnitudes.Outputs; o++)
        {
            var filter = magnitudes.Values.AsSpan(o * magnitudes.Inputs, magnitudes.Inputs);
            double sum = 0;
            foreach (var kernel in filter)
                sum += kernel;
            var factor = scales is null || sum == 0 ? 0 : Math.Abs(scales[o]) / sum;
            for (var i = 0; i < filter.Length; i++)
                filter[i] = (float)(filter[i] * factor);
        }
    }
}
