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
        var nodes = model.Graph.Nodes.Select(node => Upgrade(node, model.Opset, initializers)).ToArray();
        return model with
        {
            IrVersion = Math.Max(model.IrVersion, FileFormat),
            Opsets = new Dictionary<string, long>(model.Opsets) { [""] = PerChannel },
            Graph = model.Graph with { Nodes = nodes, Initializers = initializers },
        };
    }

    private static Node Upgrade(Node node, long opset, Dictionary<string, ConstantTensor> initializers) => node.OpType switch
    {
        "Reshape" when opset < 5 => ToInputs(node, initializers, ("shape", 1)),
        "Slice" when opset < 10 => ToInputs(node, initializers, ("starts", 1), ("ends", 2), ("axes", 3)),
        "Pad" when opset < 11 => ToInputs(node, initializers, ("pads", 1), ("value", 2)),
        "Clip" when opset < 11 => ToInputs(node, initializers, ("min", 1), ("max", 2)),
        "Dropout" => node.Without("ratio"),
        "BatchNormalization" => node.Without("spatial"),
        "Squeeze" or "Unsqueeze" or "ReduceSum" => ToInputs(node, initializers, ("axes", 1)),
        "Split" => ToInputs(node, initializers, ("split", 1)),
        "Softmax" or "LogSoftmax" when !node.Attributes.ContainsKey("axis") => node.With("axis", new AttributeValue.Int(1)),
        _ => node,
    };

    private static Node ToInputs(
        Node node, Dictionary<string, ConstantTensor> initializers, params ReadOnlySpan<(string Attribute, int Input)> moves)
    {
        foreach (var (attribute, input) in moves)
        {
            if (!node.Attributes.TryGetValue(attribute, out var value))
                continue;
            var name = $"{node.Outputs[0]}_{attribute}";
            initializers[name] = value is AttributeValue.Float number
                ? ConstantTensor.Of([number.Value])
                : ConstantTensor.Of([.. node.Ints(attribute)!], node.Ints(attribute)!.Count);
            node = node.Without(attribute).WithInput(input, name);
        }

        return node;
    }
}
