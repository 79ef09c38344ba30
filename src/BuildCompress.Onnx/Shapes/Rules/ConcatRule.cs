using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes.Rules;

/// <summary>Concat: sizes add up along <c>axis</c>; elements of shape vectors are strung together, and so are the scales of a Resize.</summary>
internal sealed class ConcatRule : ShapeRule
{
    public override IReadOnlyList<string> Operators => ["Concat"];

    public override void Infer(NodeInference node)
    {
        var inputs = Enumerable.Range(0, node.Node.Inputs.Count).Select(node.Shape).ToArray();
        var known = inputs.FirstOrDefault(shape => shape is not null);
        if (known is null || Dimensions.Axis(node.Node.Int("axis", 1), known.Count) is not { } axis
            || inputs.Any(shape => shape is not null && shape.Count != known.Count))
        {
            node.Output(null);
            return;
        }

        Dimension[] output = [.. known];
        foreach (var shape in inputs)
        {
            for (var i = 0; i < output.Length && shape is not null; i++)
                output[i] = Dimensions.Merge(output[i], shape[i]);
        }

        output[axis] = 0;
        foreach (var shape in inputs)
            output[axis] = shape is null ? Dimension.Unknown : Dimensions.Add(output[axis], shape[axis]);
        node.Output(output);

        var values = Enumerable.Range(0, inputs.Length).Select(node.Value).ToArray();
        if (values.All(value => value is { Dims.Count: 1 }))
            node.OutputValue(ShapeValue.Vector(values[0]!.Element, [.. values.SelectMany(value => value!.Elements)]));
        else if (output is [{ Value: <= ShapeValue.MaxCount and var count }] && inputs.Select((_, i) => node.Constant(i)).ToArray() is var parts
            && parts.All(part => part is { Element: ElementType.Float32 }))
            node.OutputConstant(new ConstantTensor(ElementType.Float32, [count], parts.SelectMany(part => part!.Bytes.ToArray()).ToArray()));
    }
}
