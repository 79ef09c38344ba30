using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Tests.Reparametrisation;

/// <summary>Runs a graph of linear nodes on one image in double precision, each operator by its definition.</summary>
internal sealed class DoubleEvaluator(Graph graph, IReadOnlyDictionary<string, double[]> exact)
{
    private readonly Dictionary<string, Map> values = [];

    /// <summary>An image <c>[C, H, W]</c>.</summary>
    public sealed record Map(int Channels, int Height, int Width, double[] Numbers)
    {
        public double this[int c, long y, long x] => y >= 0 && x >= 0 && y < Height && x < Width ? Numbers[(((c * Height) + y) * Width) + x] : 0;
    }

    public Map Run(Map input)
    {
        values[graph.Inputs[0].Name] = input;
        foreach (var node in graph.Nodes)
            values[node.Outputs[0]] = Compute(node);
        return values[graph.Outputs[0].Name];
    }

    private Map Compute(Node node)
    {
        var x = values[node.Inputs[0]];
        return node.OpType switch
        {
            "Conv" => Conv(node, x),
            "BatchNormalization" => PerChannel(x, Normalise(node)),
            "Relu" => x with { Numbers = Array.ConvertAll(x.Numbers, v => Math.Max(0, v)) },
            "Identity" => x,
            "Mul" => PerChannel(x, (c, v) => v * Numbers(node.Inputs[1])[c % Numbers(node.Inputs[1]).Length]),
            "Add" or "Sum" => node.Inputs.Skip(1).Aggregate(x, (sum, other) => values.TryGetValue(other, out var map)
                ? sum with { Numbers = [.. sum.Numbers.Zip(map.Numbers, (a, b) => a + b)] }
                : PerChannel(sum, (c, v) => v + Numbers(other)[c % Numbers(other).Length])),
            "Pad" => Pad(x, graph.Constant(node.Inputs[1])!.AsSpan<long>().ToArray()),
            _ => throw new NotSupportedException(node.OpType),
        };
    }

    private Func<int, double, double> Normalise(Node node)
    {
        var (gamma, beta, mean, variance) = (Numbers(node.Inputs[1]), Numbers(node.Inputs[2]), Numbers(node.Inputs[3]), Numbers(node.Inputs[4]));
        return (c, v) => ((v - mean[c]) / Math.Sqrt(variance[c] + node.Float("epsilon", 1e-5f)) * gamma[c]) + beta[c];
    }

    private static Map PerChannel(Map x, Func<int, double, double> of)
    {
        var plane = x.Height * x.Width;
        return x with { Numbers = [.. x.Numbers.Select((v, i) => of(i / plane, v))] };
    }

    private static Map Pad(Map x, long[] pads)
    {
        var (height, width) = (x.Height + (int)(pads[2] + pads[6]), x.Width + (int)(pads[3] + pads[7]));
        var numbers = new double[x.Channels * height * width];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = x[i / (height * width), (i / width % height) - pads[2], (i % width) - pads[3]];
        return new(x.Channels, height, width, numbers);
    }

    private Map Conv(Node node, Map x)
    {
        var (weight, dims) = (Numbers(node.Inputs[1]), graph.Constant(node.Inputs[1])!.Dims);
        var (strides, dilations) = (node.Ints("strides") ?? [1, 1], node.Ints("dilations") ?? [1, 1]);
        var pads = Pads(node, x, dims, strides, dilations);
        var size = new int[2];
        for (var axis = 0; axis < 2; axis++)
            size[axis] = (int)(((axis == 0 ? x.Height : x.Width) + pads[axis] + pads[axis + 2] - ((dims[axis + 2] - 1) * dilations[axis]) - 1) / strides[axis]) + 1;
        var (outputs, perGroup, groups) = ((int)dims[0], (int)dims[1], (int)node.Int("group", 1));
        var result = new double[outputs * size[0] * size[1]];
        for (var at = 0; at < result.Length; at++)
        {
            var (o, y, column) = (at / (size[0] * size[1]), at / size[1] % size[0], at % size[1]);
            var sum = node.Input(2) is { } bias ? Numbers(bias)[o] : 0;
            var w = o * perGroup * (int)(dims[2] * dims[3]);
            for (var i = 0; i < perGroup; i++)
            {
                for (var r = 0L; r < dims[2]; r++)
                {
                    for (var c = 0L; c < dims[3]; c++)
                        sum += weight[w++] * x[(o / (outputs / groups) * perGroup) + i, (y * strides[0]) + (r * dilations[0]) - pads[0], (column * strides[1]) + (c * dilations[1]) - pads[1]];
                }
            }

            result[at] = sum;
        }

        return new(outputs, size[0], size[1], result);
    }

    private static long[] Pads(Node node, Map x, IReadOnlyList<long> dims, IReadOnlyList<long> strides, IReadOnlyList<long> dilations)
    {
        if (node.Text("auto_pad", "NOTSET") == "NOTSET")
            return [.. node.Ints("pads") ?? [0, 0, 0, 0]];
        var pads = new long[4];
        for (var axis = 0; axis < 2; axis++)
        {
            var size = axis == 0 ? x.Height : x.Width;
            var total = Math.Max(0, (((size + strides[axis] - 1) / strides[axis]) - 1) * strides[axis] + ((dims[axis + 2] - 1) * dilations[axis]) + 1 - size);
            (pads[axis], pads[axis + 2]) = (total / 2, total - (total / 2));
        }

        return pads;
    }

    private double[] Numbers(string name) =>
        exact.TryGetValue(name, out var numbers) ? numbers : Array.ConvertAll(graph.Constant(name)!.AsSpan<float>().ToArray(), v => (double)v);
}
