using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Elementwise arithmetic with broadcasting, also on the elements of shape tensors.</summary>
internal sealed class ArithmeticRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Add", "Sub", "Mul", "Div", "Pow", "Mod", "Max", "Min", "Sum", "Mean"];

    public override void Infer(NodeInference node)
    {
        var shape = node.Shape(0);
        for (var input = 1; input < node.Node.Inputs.Count; input++)
            shape = Dimensions.Broadcast(shape, node.Shape(input));
        node.Output(shape);

        if (node.Node.Inputs.Count == 2 && node.Value(0) is { } a && node.Value(1) is { } b && Operation(node.Node.OpType) is { } operation)
            Evaluate(node, a, b, operation);
    }

    private static Func<Dimension, Dimension, Dimension>? Operation(string op) => op switch
    {
        "Add" or "Sum" => Dimensions.Add,
        "Sub" => Dimensions.Subtract,
        "Mul" => Dimensions.Multiply,
        "Div" => Dimensions.Divide,
        "Max" => (a, b) => a is { Value: { } x } && b is { Value: { } y } ? Math.Max(x, y) : Dimension.Unknown,
        "Min" => (a, b) => a is { Value: { } x } && b is { Value: { } y } ? Math.Min(x, y) : Dimension.Unknown,
        _ => null,
    };

    // Shape arithmetic meets as vector with vector of the same length, or with a single element.
    private static void Evaluate(NodeInference node, ShapeValue a, ShapeValue b, Func<Dimension, Dimension, Dimension> operation)
    {
        var (x, y) = (a.Elements, b.Elements);
        if (a.Dims.Count > 1 || b.Dims.Count > 1 || (x.Count != y.Count && x.Count != 1 && y.Count != 1) || x.Count == 0 || y.Count == 0)
            return;
        var result = new Dimension[Math.Max(x.Count, y.Count)];
        for (var i = 0; i < result.Length; i++)
            result[i] = operation(x[x.Count == 1 ? 0 : i], y[y.Count == 1 ? 0 : i]);
        node.OutputValue(new ShapeValue(a.Element, a.Dims.Count + b.Dims.Count == 0 ? [] : [result.Length], result));
    }
}
