using System.Collections.Frozen;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Finds the rule of a node among all subclasses of <see cref="OperatorRule"/>.</summary>
internal static class OperatorRules
{
    private static readonly FrozenDictionary<string, OperatorRule> ByOperator = typeof(OperatorRule).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(OperatorRule)) && !type.IsAbstract)
        .Select(type => (OperatorRule)Activator.CreateInstance(type)!)
        .SelectMany(rule => rule.Operators.Select(op => (op, rule)))
        .ToFrozenDictionary(pair => pair.op, pair => pair.rule);

    /// <summary>The rule, or null for an operator that nothing is known about.</summary>
    public static OperatorRule? For(Node node) =>
        node.Domain is "" or "ai.onnx" ? ByOperator.GetValueOrDefault(node.OpType) : null;
}
