namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Operators whose output 0 has the type of input 0: activations, normalisations.</summary>
internal sealed class SameShapeRule : ShapeRule
{
    public override IReadOnlyList<string> Operators =>
    [
        "Relu", "Clip", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "ThresholdedRelu", "Sigmoid", "HardSigmoid", "HardSwish", "Mish", "Gelu",
        "Tanh", "Softplus", "Softsign", "Softmax", "LogSoftmax", "Hardmax", "Erf", "Exp", "Log", "Sqrt", "Reciprocal", "Abs", "Neg", "Sign",
        "Floor", "Ceil", "Round", "Sin", "Cos", "InstanceNormalization", "LayerNormalization", "GroupNormalization",
        "LRN", "LpNormalization", "MeanVarianceNormalization", "CumSum", "Not", "Shrink",
    ];

    public override void Infer(NodeInference node) => node.Output(node.Shape(0));
}
