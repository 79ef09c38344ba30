using System.Collections.Frozen;
using System.Runtime.InteropServices;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Evaluation;

/// <summary>
/// Computes expressions of constants: weights that a graph derives from others (weight normalisation, standardisation, scaled masks). Every
/// operator computes in double precision and rounds its result to float32 once.
/// </summary>
/// <param name="allowance">How many elements may be computed in all; what would exceed them is not computed, so that no file costs more than it holds.</param>
internal sealed class ConstantExpressions(long allowance)
{
    private static readonly FrozenDictionary<string, EvaluationRule> Rules = typeof(EvaluationRule).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(EvaluationRule)) && !type.IsAbstract)
        .Select(type => (EvaluationRule)Activator.CreateInstance(type)!)
        .SelectMany(rule => rule.Operators, (rule, op) => (rule, op))
        .ToFrozenDictionary(pair => pair.op, pair => pair.rule);

    private long left = allowance;

    /// <summary>The output of <paramref name="node"/>; null when it is not float32, not known or too large.</summary>
    public ConstantTensor? Evaluate(Node node, IReadOnlyDictionary<string, ConstantTensor> constants)
    {
        if (node.Domain.Length > 0 || node.Outputs.Count != 1 || !Rules.TryGetValue(node.OpType, out var rule))
            return null;
        var inputs = new List<ConstantTensor>(node.Inputs.Count);
        foreach (var name in node.Inputs)
        {
            if (!constants.TryGetValue(name, out var input) || input.Count == 0)
                return null;
            inputs.Add(input);
        }

        if (inputs.Count == 0 || inputs[0].Element != ElementType.Float32 || rule.Shape(node, inputs) is not { } shape || Count(shape) is not { } count)
            return null;
        left -= count + inputs.Sum(input => input.Count);
        if (left < 0)
            return null;
        var bytes = new byte[count * sizeof(float)];
        rule.Evaluate(node, inputs, shape, MemoryMarshal.Cast<byte, float>(bytes.AsSpan()));
        return new ConstantTensor(ElementType.Float32, shape, bytes);
    }

    private long? Count(long[] shape)
    {
        long count = 1;
        foreach (var size in shape)
        {
            if (size <= 0 || count > left / size)
                return null;
            count *= size;
        }

        return count;
    }
}
