using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Quantization;

/// <summary>Raises a model to a later operator set: attributes that became inputs move.</summary>
public static class OpsetUpgrade
{
    /// <summary>The first operator set with scales per channel.</summary>
    public const long PerChannel = 13;

    /// <summary>Versions of the file format that operator sets came with.</summary>
    private static readonly (long Opset, long Format)[] FileFormats = [(13, 7), (21, 10), (25, 13)];

    /// <summary>The same network in operator set 13 or later; a model that is there already is returned as it is.</summary>
    public static Model ToPerChannel(Model model) => To(model, PerChannel);

    /// <summary>The same network in <paramref name="opset"/> (13, 21 or 25) or later; a model that is there already is returned as it is.</summary>
    public static Model To(Model model, long opset)
    {
        if (model.Opset >= opset)
            return model;
        var initializers = new Dictionary<string, ConstantTensor>(model.Graph.Initializers);
        var names = new ValueNames(model.Graph);
        var types = new Lazy<InferredTypes>(() => ShapeInference.Infer(model));
        var nodes = model.Graph.Nodes.SelectMany(node => model.Opset >= PerChannel ? [node]
            : node.OpType is "Softmax" or "LogSoftmax" or "Hardmax" ? JoinedSoftmax.Split(node, types.Value, names)
            : (Node[])[Upgrade(node, model.Opset, initializers, names)]);
        if (opset > PerChannel && model.Opset < 18)
            nodes = nodes.Select(node => ToEighteen(node, initializers, names));
        return model with
        {
            IrVersion = Math.Max(model.IrVersion, FileFormats.First(f => f.Opset >= opset).Format),
            Opsets = new Dictionary<string, long>(model.Opsets) { [""] = opset },
            Graph = model.Graph with { Nodes = [.. nodes], Initializers = initializers },
        };
    }

    private static Node ToEighteen(Node node, Dictionary<string, ConstantTensor> initializers, ValueNames names) => node.OpType switch
    {
        "ReduceMean" or "ReduceMax" or "ReduceMin" or "ReduceProd" or "ReduceL1" or "ReduceL2" or "ReduceLogSum" or "ReduceLogSumExp"
            or "ReduceSumSquare" => ToInputs(node, initializers, names, ("axes", 1)),
        "Split" when node.Input(1) is null => node.With("num_outputs", new AttributeValue.Int(node.Outputs.Count)),
        _ => node,
    };

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
