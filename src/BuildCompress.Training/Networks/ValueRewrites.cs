using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Reparametrisation;

namespace BuildCompress.Training.Networks;

/// <summary>Functions applied to values of a graph where they arise, so that every reader sees the result: quantisers and observers.</summary>
internal sealed class ValueRewrites
{
    private readonly Dictionary<string, Func<Tensor, Tensor>> functions = [];
    private readonly HashSet<string> replaced = [];

    /// <summary>Computes the weights of merged blocks; null where every weight is its own.</summary>
    public BranchWeights? Branches { get; init; }

    /// <summary>Applies <paramref name="function"/> to a value. It returns a new tensor or its argument, which it must not dispose.</summary>
    /// <param name="value">An input, a constant, or an output of a node.</param>
    /// <param name="function">What every reader sees instead.</param>
    /// <param name="replacesProducer">The function also does what the producing node (Relu, Clip) does, which then need not run.</param>
    public void Add(string value, Func<Tensor, Tensor> function, bool replacesProducer = false)
    {
        functions.Add(value, function);
        if (replacesProducer)
            replaced.Add(value);
    }

    public Func<Tensor, Tensor>? Of(string value) => functions.GetValueOrDefault(value);

    /// <summary>True when the rewrite of the node's output makes the node superfluous.</summary>
    public bool Replaces(Node node) => replaced.Contains(node.Outputs[0]);

    public IEnumerable<(string Value, Func<Tensor, Tensor> Function)> All => functions.Select(p => (p.Key, p.Value));
}
