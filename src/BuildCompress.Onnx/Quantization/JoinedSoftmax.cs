using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Quantization;

/// <summary>
/// Softmax, LogSoftmax and Hardmax before operator set 13 worked on all axes from <c>axis</c> (default 1) on as if they were one. Since then
/// they know one axis: the others are flattened before, and unfolded after.
/// </summary>
internal static class JoinedSoftmax
{
    /// <summary>The nodes of operator set 13 that compute what <paramref name="node"/> did.</summary>
    public static IEnumerable<Node> Split(Node node, InferredTypes types, ValueNames names)
    {
        var axis = node.Int("axis", 1);
        var (input, output) = (node.Inputs[0], node.Outputs[0]);
        if (types[input]?.Shape is { } shape && (axis == shape.Count - 1 || axis == -1))
            return [node.With("axis", new AttributeValue.Int(axis))];
        var (flat, normalised, size) = (names.New($"{output}_flat"), names.New($"{output}_normalised"), names.New($"{output}_size"));
        var none = new Dictionary<string, AttributeValue>();
        return
        [
            new($"{node.Name}_flatten", "Flatten", "", [input], [flat], new Dictionary<string, AttributeValue> { ["axis"] = new AttributeValue.Int(axis) }),
            (node with { Inputs = [flat], Outputs = [normalised] }).With("axis", new AttributeValue.Int(-1)),
            new($"{node.Name}_size", "Shape", "", [input], [size], none),
            new($"{node.Name}_unfold", "Reshape", "", [normalised, size], [output], none),
        ];
    }
}
