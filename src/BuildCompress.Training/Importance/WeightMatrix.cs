using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Importance;

/// <summary>A Conv or Gemm weight as outputs x inputs x kernel positions.</summary>
/// <param name="Weight">Value name as the node reads it.</param>
/// <param name="Constant">Value name of the constant behind it.</param>
/// <param name="Transposed">Stored <c>[in, out]</c>: a Gemm without transB, or a MatMul.</param>
/// <param name="Dims">Stored shape.</param>
internal sealed record WeightMatrix(string Weight, string Constant, bool Transposed, IReadOnlyList<long> Dims)
{
    private int Positions => Dims.Count == 4 ? (int)(Dims[2] * Dims[3]) : 1;

    /// <summary>Every Conv, Gemm and MatMul weight of <paramref name="graph"/>, each once, in graph order.</summary>
    public static IEnumerable<WeightMatrix> Of(Graph graph)
    {
        var seen = new HashSet<string>();
        foreach (var node in graph.Nodes)
        {
            if (node.OpType is not ("Conv" or "Gemm" or "MatMul") || node.Input(1) is not { } weight || !seen.Add(weight))
                continue;
            if (ParameterDiscovery.Origin(graph, weight) is { } constant && graph.Constant(constant)!.Dims is { Count: 2 or 4 } dims)
                yield return new WeightMatrix(weight, constant, node.OpType == "MatMul" || (node.OpType == "Gemm" && node.Int("transB", 0) == 0), dims);
        }
    }

    /// <summary>Sums nonnegative entries (in stored order) over kernel positions.</summary>
    public WeightImportance Sum(ReadOnlySpan<float> entries)
    {
        var (outputs, inputs) = Transposed ? ((int)Dims[1], (int)Dims[0]) : ((int)Dims[0], (int)Dims[1]);
        var values = new float[outputs * inputs];
        for (var o = 0; o < outputs; o++)
        {
            for (var i = 0; i < inputs; i++)
            {
                double sum = 0;
                foreach (var entry in entries.Slice((Transposed ? (i * outputs) + o : (o * inputs) + i) * Positions, Positions))
                    sum += entry;
                values[(o * inputs) + i] = (float)sum;
            }
        }

        return new WeightImportance(Weight, outputs, inputs, values);
    }
}
