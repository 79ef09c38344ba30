using System.Collections.Frozen;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes;

/// <summary>The operators whose output shapes are understood.</summary>
internal static class ShapeRules
{
    private static readonly FrozenDictionary<string, ShapeRule> ByOperator =
        typeof(ShapeRule).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ShapeRule)) && !type.IsAbstract)
            .Select(type => (ShapeRule)Activator.CreateInstance(type)!)
            .SelectMany(rule => rule.Operators, (rule, op) => (rule, op))
            .ToFrozenDictionary(pair => pair.op, pair => pair.rule);

    /// <summary>The rule for <paramref name="node"/>, or null for an operator that is not understood.</summary>
    public static ShapeRule? For(Node node) =>
        node.Domain.Length == 0 ? ByOperator.GetValueOrDefault(node.OpType) : null;

    public static bool Knows(Node node) => For(node) is not null;
}
