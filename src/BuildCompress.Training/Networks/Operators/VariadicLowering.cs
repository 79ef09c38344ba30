using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks.Operators;

/// <summary>Element-wise Max, Min, Sum and Mean of any number of inputs, with broadcasting.</summary>
internal sealed class VariadicLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Max", "Min", "Sum", "Mean"];

    public Step Lower(Node node, LoweringContext context)
    {
        var inputs = new int[node.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = context.Read(node, i);
        var y = context.Write(node, 0);
        Func<Tensor, Tensor, Tensor> join = node.OpType switch
        {
            "Max" => (a, b) => a.maximum(b),
            "Min" => (a, b) => a.minimum(b),
            _ => (a, b) => a + b,
        };
        var factor = node.OpType == "Mean" ? 1f / inputs.Length : 1;
        return frame =>
        {
            var result = frame[inputs[0]].alias();
            foreach (var input in inputs.AsSpan(1))
            {
                using var before = result;
                result = join(before, frame[input]);
            }

            frame[y] = factor == 1 ? result : result.mul_(factor);
        };
    }
}
