using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks;

/// <summary>What lowerings may ask while a network is compiled; keeps track of which step reads which slot.</summary>
internal sealed class LoweringContext(Model model, InferredTypes types)
{
    private readonly Dictionary<string, int> slots = [];
    private readonly List<int> lastUse = [];
    private readonly Dictionary<int, ConstantTensor> constants = [];
    private int step;

    /// <summary>Version of the standard operator set.</summary>
    public long Opset => model.Opset;

    /// <summary>Number of slots so far.</summary>
    public int SlotCount => lastUse.Count;

    /// <summary>Constants that steps read as tensors, by slot: float32, or whole numbers for sizes and indices.</summary>
    public IReadOnlyDictionary<int, ConstantTensor> Constants => constants;

    /// <summary>Starts the step of the next node.</summary>
    public void BeginStep() => step++;

    /// <summary>The known numbers of an input, or null.</summary>
    public ConstantTensor? Constant(string? value) => model.Graph.Constant(value);

    /// <summary>Known int64 numbers of an input; null when the input is not given.</summary>
    /// <exception cref="DiagnosticException">Given, but not constant.</exception>
    public long[]? Integers(Node node, int input)
    {
        if (node.Input(input) is not { } name)
            return null;
        if (Constant(name) is not { } constant)
            throw Unsupported(node, $"its input {input} ('{name}') is computed while the model runs");
        return constant.Element switch
        {
            ElementType.Int64 => constant.AsSpan<long>().ToArray(),
            ElementType.Int32 => Array.ConvertAll(constant.AsSpan<int>().ToArray(), v => (long)v),
            _ => throw Unsupported(node, $"its input {input} ('{name}') is not of an integer type"),
        };
    }

    /// <summary>Whole numbers that a step reads: an attribute in older operator sets, an input since. Null when neither is given.</summary>
    public IntegerInput? Numbers(Node node, string attribute, int input)
    {
        if (node.Ints(attribute) is { } numbers)
            return new IntegerInput([.. numbers]);
        if (node.Input(input) is not { } name)
            return null;
        return Constant(name) is null ? new IntegerInput(Read(node, input)) : new IntegerInput(Integers(node, input)!);
    }

    /// <summary>Axes that a node names: an attribute in older operator sets, a constant input since. Null when neither is given.</summary>
    public long[]? Axes(Node node, int input) => node.Ints("axes")?.ToArray() ?? Integers(node, input);

    /// <summary>Element type of a value; undefined when unknown.</summary>
    public ElementType Element(string value) => types[value]?.Element ?? ElementType.Undefined;

    /// <summary>Rank of a value, or null when unknown.</summary>
    public int? Rank(string value) => types[value]?.Shape?.Count;

    /// <summary>Dimension <paramref name="axis"/> of a value, or null when unknown.</summary>
    public long? Dim(string value, int axis) => types.Dim(value, axis);

    /// <summary>The slot of an input of the current step.</summary>
    /// <exception cref="DiagnosticException">Not given, or a constant of an element type that training does not compute with.</exception>
    public int Read(Node node, int input)
    {
        if (node.Input(input) is not { } name)
            throw Unsupported(node, $"its input {input} is missing");
        var slot = Slot(name);
        lastUse[slot] = step;
        if (Constant(name) is { } constant)
        {
            if (constant.Element is not (ElementType.Float32 or ElementType.Int64 or ElementType.Int32))
                throw Unsupported(node, $"its input '{name}' is {constant.Element}, and training computes in float32");
            constants[slot] = constant;
        }

        return slot;
    }

    /// <summary>The slot of an optional input of the current step.</summary>
    public int? ReadOptional(Node node, int input) => node.Input(input) is null ? null : Read(node, input);

    /// <summary>The slot of an output of the current step.</summary>
    public int Write(Node node, int output)
    {
        var slot = Slot(node.Outputs[output]);
        lastUse[slot] = step;
        return slot;
    }

    /// <summary>The slot of a value by name.</summary>
    public int Slot(string value)
    {
        if (!slots.TryGetValue(value, out var slot))
        {
            slots[value] = slot = lastUse.Count;
            lastUse.Add(step);
        }

        return slot;
    }

    /// <summary>The slot of a value that some step reads or writes, or null.</summary>
    public int? KnownSlot(string value) => slots.TryGetValue(value, out var slot) ? slot : null;

    /// <summary>The step (counted from 1) after which a slot is no longer needed.</summary>
    public int LastUse(int slot) => lastUse[slot];

    /// <summary>The slot stays until the end of the pass.</summary>
    public void Keep(int slot) => lastUse[slot] = int.MaxValue;

    public static DiagnosticException Unsupported(Node node, string why) => new(DiagnosticCatalog.OperatorNotTrainable.ForNode(
        node.DisplayName, $"{node} cannot be run for training: {why}.",
        "Replace the operator before export, or export with constants folded (ONNX simplification)."));
}
