using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Flatten from axis 1: a channel becomes all its positions.</summary>
internal sealed class FlattenRule : OperatorRule
{
    public override IReadOnlyList<string> Operators => ["Flatten"];

    public override void Couple(CouplingContext context, Node node) => ReshapeRule.Follow(context, node);
}
