using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes;

/// <summary>What a <see cref="ShapeRule"/> sees of one node: its attributes, what is known of its inputs, and where its results go.</summary>
internal sealed class NodeInference(Node node, long opset, InferenceState state)
{
    public Node Node => node;

    /// <summary>Version of the standard operator set.</summary>
    public long Opset => opset;

    /// <summary>Type of an input; null when it is not given or not known.</summary>
    public TensorType? Type(int input) => node.Input(input) is { } name ? state.Types.GetValueOrDefault(name) : null;

    public IReadOnlyList<Dimension>? Shape(int input) => Type(input)?.Shape;

    public ElementType Element(int input) => Type(input)?.Element ?? ElementType.Undefined;

    /// <summary>The elements of a small integer input, as far as known.</summary>
    public ShapeValue? Value(int input) => node.Input(input) is { } name ? state.Value(name) : null;

    /// <summary>The elements of a small integer input that is known completely.</summary>
    public IReadOnlyList<long>? Numbers(int input) => Value(input)?.Numbers;

    /// <summary>The constant an input is, of any type.</summary>
    public ConstantTensor? Constant(int input) => node.Input(input) is { } name ? state.Constants.GetValueOrDefault(name) : null;

    /// <summary>A list that older operator sets give as an attribute and newer ones as an input; null when not given or not known.</summary>
    public IReadOnlyList<long>? List(string attribute, int input) => node.Ints(attribute) ?? Numbers(input);

    /// <summary>Sets the type of an output; the element type is that of input 0 unless given.</summary>
    public void Output(IReadOnlyList<Dimension>? shape, int output = 0, ElementType? element = null)
    {
        if (output < node.Outputs.Count && node.Outputs[output].Length > 0)
            state.Types[node.Outputs[output]] = new TensorType(element ?? Element(0), shape);
    }

    /// <summary>Sets the elements of output 0, and its type with them.</summary>
    public void OutputValue(ShapeValue value)
    {
        Output([.. value.Dims.Select(dim => (Dimension)dim)], element: value.Element);
        if (value.Elements.Count <= ShapeValue.MaxCount)
            state.SetValue(node.Outputs[0], value);
    }

    /// <summary>Sets output 0 to a constant of any type.</summary>
    public void OutputConstant(ConstantTensor constant)
    {
        Output([.. constant.Dims.Select(dim => (Dimension)dim)], element: constant.Element);
        state.Constants[node.Outputs[0]] = constant;
    }
}
