using BuildCompress.Onnx.Coupling;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Planning;

/// <summary>Sums the importance of weights into terms over channel groups: the objective of METHODS 1.3 for arbitrary couplings.</summary>
internal sealed class ImportanceTerms
{
    private readonly CouplingMap coupling;
    private readonly List<BilinearTerm> bilinear = [];
    private readonly List<LinearTerm> linear = [];

    /// <summary>Builds the terms of every weight.</summary>
    /// <param name="coupling">Channel groups.</param>
    /// <param name="importance">By weight name: <c>[outC, inC/groups]</c>, summed over kernel positions.</param>
    public ImportanceTerms(CouplingMap coupling, IReadOnlyDictionary<string, float[]> importance)
    {
        this.coupling = coupling;
        foreach (var weight in coupling.Weights)
            Add(weight, importance[weight.Weight]);
    }

    /// <summary>Importance of pairs.</summary>
    public IReadOnlyList<BilinearTerm> Bilinear => bilinear;

    /// <summary>Importance of single channels.</summary>
    public IReadOnlyList<LinearTerm> Linear => linear;

    private void Add(WeightCoupling weight, float[] importance)
    {
        var pairs = new SortedDictionary<(int Output, int Input), float[]>();
        var singles = new SortedDictionary<int, float[]>();
        var inputs = weight.Input.Count / weight.ConvGroups;
        var outputs = weight.Output.Count / weight.ConvGroups;
        for (var o = 0; o < weight.Output.Count; o++)
        {
            var output = weight.Output[o];
            for (var i = 0; i < inputs; i++)
            {
                // An output reads the inputs of its own convolution group; a depthwise one reads itself.
                var input = weight.IsDepthwise ? ChannelRef.None : weight.Input[(o / outputs * inputs) + i];
                var value = importance[(o * inputs) + i];
                if (output.Group >= 0 && input.Group >= 0)
                    Pair(output.Group, input.Group)[(output.Index * Size(input.Group)) + input.Index] += value;
                else if (output.Group >= 0)
                    Single(output.Group)[output.Index] += value;
                else if (input.Group >= 0)
                    Single(input.Group)[input.Index] += value;
            }
        }

        bilinear.AddRange(pairs.Select(p => new BilinearTerm(weight.Node, p.Key.Output, p.Key.Input, p.Value)));
        linear.AddRange(singles.Select(s => new LinearTerm(weight.Node, s.Key, s.Value)));

        float[] Pair(int a, int b) => pairs.TryGetValue((a, b), out var sum) ? sum : pairs[(a, b)] = new float[Size(a) * Size(b)];

        float[] Single(int g) => singles.TryGetValue(g, out var sum) ? sum : singles[g] = new float[Size(g)];
    }

    private int Size(int group) => coupling.Groups[group].Size;
}
