using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery;

/// <summary>Copies of nodes with one thing changed.</summary>
internal static class NodeEdits
{
    public static Node With(this Node node, string attribute, AttributeValue value) =>
        node with { Attributes = new Dictionary<string, AttributeValue>(node.Attributes) { [attribute] = value } };

    public static Node Without(this Node node, string attribute) =>
        node with { Attributes = node.Attributes.Where(a => a.Key != attribute).ToDictionary(a => a.Key, a => a.Value) };

    /// <summary>Input <paramref name="index"/> becomes <paramref name="name"/>; inputs not given before it stay not given.</summary>
    public static Node WithInput(this Node node, int index, string name)
    {
        var inputs = node.Inputs.ToList();
        while (inputs.Count <= index)
            inputs.Add("");
        inputs[index] = name;
        return node with { Inputs = inputs };
    }
}
