using BuildCompress.Onnx.Graphs;
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
        var nodes = model.Graph.Nodes.Select(node => Upgrade(node, model.Opset, initializers, names)).ToArray();
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
        "Softmax" or "LogSoftmax" when !node.Attributes.ContainsKey("axis") => node.With("axis", new AttributeValue.Int(1)),
        _ => node,
    };

    private static Node ToInputs(
        Node node, Dictionary<string, ConstantTensor> initializers, ValueNames names, params ReadOnlySpan<(string Attribute, int Input)> moves)
    {
        foreach (var (attribute, input) in moves)
        {
            if (!node.Attributes.TryGetValue(attribute, out var value))
                continue;
            var name = names.New($"{node.Outputs[0]}_{attribute}");
            initializers[name] = value is AttributeValue.Float number
                ? ConstantTensor.Of([number.Value])
                : ConstantTensor.Of([.. node.Ints(attribute)!], node.Ints(attribute)!.Count);
            node = node.Without(attribute).WithInput(input, name);
        }

        return node;
    }
}
