using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Coupling.Rules;

/// <summary>Functions of one element: channels stay where they are.</summary>
internal sealed class PointwiseRule : OperatorRule
{
    public override IReadOnlyList<string> Operators =>
    [
        "Abs", "Cast", "Ceil", "Celu", "Clip", "Dropout", "Elu", "Erf", "Exp", "Floor", "Gelu", "HardSigmoid", "HardSwish", "Identity", "LeakyRelu",
        "Log", "Mish", "Neg", "Reciprocal", "Relu", "Round", "Selu", "Sigmoid", "Sign", "Sin", "Cos", "Softplus", "Softsign", "Sqrt", "Tanh",
        "ThresholdedRelu",
    ];

    public override void Couple(CouplingContext context, Node node)
    {
        for (var i = 0; i < node.Outputs.Count; i++)
            context.Pass(node, i);
    }
}
