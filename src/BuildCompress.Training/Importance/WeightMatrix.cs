using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Importance;

/// <summary>The weight of a Conv, ConvTranspose, Gemm or MatMul as outputs x inputs x kernel positions.</summary>
/// <param name="Node">The first node that reads it.</param>
/// <param name="Weight">Value name as the node reads it.</param>
/// <param name="Constant">Value name of the constant behind it.</param>
/// <param name="Transposed">Stored <c>[in, out/groups, …]</c>: a ConvTranspose, a Gemm without transB, or a MatMul; else <c>[out, in/groups, …]</c>.</param>
/// <param name="Groups">Groups of a convolution; 1 otherwise.</param>
/// <param name="Dims">Stored shape.</param>
internal sealed record WeightMatrix(Node Node, string Weight, string Constant, bool Transposed, int Groups, IReadOnlyList<long> Dims)
{
    private int Positions => (int)Dims.Skip(2).Aggregate(1L, (product, dim) => product * dim);

    /// <summary>Output channels.</summary>
    public int Outputs => (int)(Transposed ? Dims[1] * Groups : Dims[0]);

    /// <summary>Input channels of one group.</summary>
    public int Inputs => (int)(Transposed ? Dims[0] / Groups : Dims[1]);

    /// <summary>Every such weight of <paramref name="graph"/>, each once, in graph order.</summary>
    public static IEnumerable<WeightMatrix> Of(Graph graph)
    {
        var seen = new HashSet<string>();
        foreach (var node in graph.Nodes)
        {
            if (node.OpType is not ("Conv" or "ConvTranspose" or "Gemm" or "MatMul") || node.Input(1) is not { } weight || !seen.Add(weight))
                continue;
            if (ParameterDiscovery.Origin(graph, weight) is { } constant && graph.Constant(constant)!.Dims is { Count: >= 2 } dims)
            {
                var transposed = node.OpType is "MatMul" or "ConvTranspose" || (node.OpType == "Gemm" && node.Int("transB", 0) == 0);
                yield return new WeightMatrix(node, weight, constant, transposed, (int)node.Int("group", 1), dims);
            }
        }
    }

    /// <summary>Adds up entries in stored order over kernel positions: <c>[Outputs, Inputs]</c>.</summary>
    public float[] Sum(ReadOnlySpan<float> entries)
    {
        var (outputs, inputs, positions) = (Outputs, Inputs, Positions);
        var perGroup = outputs / Groups;
        var sums = new float[outputs * inputs];
        for (var o = 0; o < outputs; o++)
        {
            for (var i = 0; i < inputs; i++)
            {
                var kernel = Transposed ? (((o / perGroup * inputs) + i) * perGroup) + (o % perGroup) : (o * inputs) + i;
                double sum = 0;
                foreach (var entry in entries.Slice(kernel * positions, positions))
                    sum += entry;
                sums[(o * inputs) + i] = (float)sum;
            }
        }

        return sums;
    }

    /// <summary>Importances of this weight.</summary>
    /// <param name="values"><c>[Outputs, Inputs]</c>, nonnegative.</param>
    public WeightImportance Worth(float[] values) => new(Weight, Outputs, Inputs, values);
}
