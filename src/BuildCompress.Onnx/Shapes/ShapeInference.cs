using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes;

/// <summary>Element types and shapes of all values of a graph, from its inputs on. Symbols such as the batch are carried through.</summary>
public static class ShapeInference
{
    /// <summary>Symbol of the first dimension of an input that has neither a size nor a name.</summary>
    private const string Batch = "batch";

    /// <summary>Infers types; what an operator without a rule produces is as declared in the file, or unknown.</summary>
    /// <param name="model">The model; its nodes are in topological order.</param>
    /// <param name="batch">Size for the first dimension of inputs where it is not a number; null keeps it symbolic.</param>
    public static InferredTypes Infer(Model model, long? batch = null) =>
        new(Run(model, input => WithBatch(input.Type, batch is { } size ? size : new Dimension(null, Batch))).Types, model.Opset);

    /// <summary>Infers types for inputs of the given shapes, by input name.</summary>
    public static InferredTypes Infer(Model model, IReadOnlyDictionary<string, IReadOnlyList<long>> inputShapes) =>
        new(Run(model, input => inputShapes.TryGetValue(input.Name, out var shape)
            ? input.Type with { Shape = [.. shape.Select(dim => (Dimension)dim)] } : input.Type).Types, model.Opset);

    /// <summary>As <see cref="Infer(Model, long?)"/> with a symbolic batch, with the known numbers too.</summary>
    internal static InferenceState Run(Model model) => Run(model, input => WithBatch(input.Type, new Dimension(null, Batch)));

    private static InferenceState Run(Model model, Func<ValueInfo, TensorType> typeOf)
    {
        var state = new InferenceState();
        foreach (var (name, tensor) in model.Graph.Initializers)
        {
            state.Types[name] = TensorType.Of(tensor);
            state.Constants[name] = tensor;
        }

        foreach (var input in model.Graph.Inputs)
            state.Types[input.Name] = typeOf(input);
        foreach (var value in model.Graph.OpaqueValues)
            state.Types[value.Name] = value.Type;
        foreach (var node in model.Graph.Nodes.Where(node => node.Outputs.Count > 0))
            ShapeRules.For(node)?.Infer(new NodeInference(node, model.Opset, state));
        return state;
    }

    // A number replaces what is no number; a symbol only what is not even that.
    private static TensorType WithBatch(TensorType type, Dimension batch) =>
        type.Shape is { Count: > 0 } shape && shape[0].Value is null && (batch.Value is not null || shape[0].Symbol is null)
            ? type with { Shape = [batch, .. shape.Skip(1)] } : type;
}
