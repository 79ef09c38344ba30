using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>QuantizeLinear (to the zero point's type, u8 without one) and DequantizeLinear (to the scale's type).</summary>
internal sealed class QuantizeRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["QuantizeLinear", "DequantizeLinear"];

    public override void Infer(NodeInference node)
    {
        var element = node.Node.OpType == "DequantizeLinear" ? node.Element(1)
            : node.Type(2)?.Element ?? (node.Node.Int("output_dtype", 0) is > 0 and var type ? (ElementType)type : ElementType.UInt8);
        node.Output(node.Shape(0), element: element);
    }
}
