using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes;

/// <summary>What is known so far about the values of a graph.</summary>
internal sealed class InferenceState
{
    private readonly Dictionary<string, ShapeValue?> values = [];

    public Dictionary<string, TensorType> Types { get; } = [];

    public Dictionary<string, ConstantTensor> Constants { get; } = [];

    /// <summary>The elements of a small integer tensor; null when it is none or nothing is known.</summary>
    public ShapeValue? Value(string name)
    {
        if (!values.TryGetValue(name, out var value))
            values[name] = value = Constants.TryGetValue(name, out var constant) ? ShapeValue.Of(constant) : null;
        return value;
    }

    public void SetValue(string name, ShapeValue value) => values[name] = value;
}
