using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Quantization;

/// <summary>Raises a model to operator set 13, the first with scales per channel: attributes that became inputs move.</summary>
public static class OpsetUpgrade
{
    private const long PerChannel = 13;

    /// <summary>Version of the file format that operator set 13 came with.</summary>
    private const long FileFormat = 7;

    /// <summary>The same network in operator set 13 or later; a model that is there already is returned as it is.</summary>
    public static Model ToPerChannel(Model model)
    {
        if (model.Opset >= PerChannel)
            return model;
        var initializers = new Dictionary<string, ConstantTensor>(model.Graph.Initializers);
        var names = new ValueNames(model.Graph);
        var types = new Lazy<InferredTypes>(() => ShapeInference.Infer(model));
        var nodes = model.Graph.Nodes.SelectMany(node => node.OpType is "Softmax" or "LogSoftmax" or "Hardmax"
            ? JoinedSoftmax.Split(node, types.Value, names) : [Upgrade(node, model.Opset, initializers, names)]).ToArray();
        return model with
        {
            IrVersion = Math.Max(model.IrVersion, FileFormat),
            Opsets = new Dictionary<string, long>(model.Opsets) { [""] = PerChannel },
            Graph = model.Graph with { Nodes = nodes, Initializers = initializers },
        };
    }

    private static Node Upgrade(Node node, long opset, Dictionary<string, ConstantTensor> initializers, ValueNames names) => node.OpType switch
    {
        "Reshape" when opset < 5 => ToInputs(node, initializers, names, ("shape", 1)),
        "Slice" when opset < 10 => ToInputs(node, initializers, names, ("starts", 1), ("ends", 2), ("axes", 3)),
        "Pad" when opset < 11 => ToInputs(node, initializers, names, ("pads", 1), ("value", 2)),
        "Clip" when opset < 11 => ToInputs(node, initializers, names, ("min", 1), ("max", 2)),
        "Dropout" => node.Without("ratio"),
        "BatchNormalization" => node.Without("spatial"),
        "Squeeze" or "Unsqueeze" or "ReduceSum" => ToInputs(node, initializers, names, ("axes", 1)),
        "Split" => ToInputs(node, initializers, names, ("split", 1)),
        "Upsample" or "Resize" when opset < 11 => ToResize(ToInputs(node, initializers, names, ("scales", 1)), initializers),
        _ => node,
    };

    // Its scales are input 2 now; where it looks in its input has a name.
    private static Node ToResize(Node node, Dictionary<string, ConstantTensor> initializers)
    {
        var shrinks = initializers.GetValueOrDefault(node.Inputs[1]) is { Element: ElementType.Float32 } scales && scales.AsSpan<float>().ContainsAnyInRange(0, 0.999999f);
        return (node with { OpType = "Resize", Inputs = [node.Inputs[0], "", node.Inputs[1]] })
            .With("coordinate_transformation_mode", new AttributeValue.Text("asymmetric"))
            .With("nearest_mode", new AttributeValue.Text(shrinks ? "ceil" : "floor"));
    }

    private static Node ToInputs(
        Node node, Dictionary<string, ConstantTensor> initializers, ValueNames names, params ReadOnlySpan<(string Attribute, int Input)> moves)
    {
        foreach (var (attribute, input) in moves)
        {
            if (!node.Attributes.TryGetValue(attribute, out var value))
                continue;
            var name = names.New($"{node.Outputs[0]}_{attribute}");
            initializers[name] = value switch
            {
                AttributeValue.Float number => ConstantTensor.Of([number.Value]),
                AttributeValue.Floats numbers => ConstantTensor.Of([.. numbers.Values], numbers.Values.Count),
                _ => ConstantTensor.Of([.. node.Ints(attribute)!], node.Ints(attribute)!.Count),
            };
            node = node.Without(attribute).WithInput(input, name);
        }

        return node;
    }
}
