using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Quantization;

/// <summary>One pass over a graph that inserts the quantisers of a plan.</summary>
internal sealed class QdqRewriter(Graph graph, QuantizationPlan plan, QuantizationParameters parameters)
{
    private readonly Dictionary<string, ConstantTensor> initializers = new(graph.Initializers);
    private readonly Dictionary<string, QuantizedActivation> activations = plan.Activations.ToDictionary(a => a.Tensor);
    private readonly Dictionary<string, QuantizedWeight> weights = plan.Weights.ToDictionary(w => w.Node);
    private readonly ValueNames names = new(graph);
    private readonly HashSet<string> outputs = [.. graph.Outputs.Select(o => o.Name)];
    private readonly List<Node> nodes = [];

    /// <summary>Integers of a quantised tensor.</summary>
    private readonly Dictionary<string, string> integers = [];

    /// <summary>Names of the initializers of an activation scale.</summary>
    private readonly Dictionary<int, ScaleNames> activationScales = [];

    /// <summary>Value that readers of a quantised tensor get instead.</summary>
    private readonly Dictionary<string, string> dequantised = [];

    public Graph Rewrite()
    {
        foreach (var input in graph.Inputs)
            QuantiseActivation(input.Name, input.Name);
        foreach (var node in graph.Nodes)
            Rewrite(node);
        return graph with { Nodes = nodes, Initializers = initializers };
    }

    private void Rewrite(Node node)
    {
        if (MovesIntegers(node))
        {
            MoveIntegers(node);
            return;
        }

        if (VanishesIntoClip(node))
        {
            QuantiseActivation(node.Outputs[0], dequantised.GetValueOrDefault(node.Inputs[0], node.Inputs[0]));
            return;
        }

        var rewired = node with { Inputs = [.. node.Inputs.Select(i => dequantised.GetValueOrDefault(i, i))] };
        if (weights.TryGetValue(node.DisplayName, out var weight) && node.Inputs[1] == weight.Weight)
            rewired = QuantiseLayer(rewired, weight);
        // A quantised network output keeps its name at the very end, behind its DequantizeLinear.
        rewired = rewired with { Outputs = [.. node.Outputs.Select(o => activations.ContainsKey(o) && outputs.Contains(o) ? names.New($"{o}_float") : o)] };
        nodes.Add(rewired);
        for (var i = 0; i < node.Outputs.Count; i++)
            QuantiseActivation(node.Outputs[i], rewired.Outputs[i]);
    }

    /// <summary>
    /// Whether the node runs on the integers it moves: between DequantizeLinear and QuantizeLinear the runtime might do it in float.
    /// </summary>
    private bool MovesIntegers(Node node) =>
        node.OpType is "Pad" or "Gather" or "Slice"
        && activations.TryGetValue(node.Outputs[0], out var padded) && padded.Inherits && activations.ContainsKey(node.Inputs[0]);

    /// <summary>
    /// Whether the clipping of integers of fewer than 8 bits does all that the node does: a Clip from 0, which the runtime could not fuse, or an
    /// Identity that marks a copy.
    /// </summary>
    private bool VanishesIntoClip(Node node) =>
        node.OpType is "Clip" or "Identity" && !outputs.Contains(node.Outputs[0])
        && activations.TryGetValue(node.Outputs[0], out var activation) && !activation.Inherits
        && plan.Scales[activation.Scale] is { Bits: < 8 } scale && (node.OpType == "Identity" || scale.UpperBound is not null);

    private void MoveIntegers(Node node)
    {
        var scale = ActivationScale(activations[node.Outputs[0]].Scale);
        var quantised = Integers(node.Outputs[0]);
        var moving = node.WithInput(0, integers[node.Inputs[0]]) with { Outputs = [quantised] };
        nodes.Add(node.OpType == "Pad" ? moving.WithInput(2, scale.Origin) : moving);
        Dequantise(node.Outputs[0], quantised, scale);
    }

    private void QuantiseActivation(string value, string source)
    {
        if (!activations.TryGetValue(value, out var activation))
            return;
        var scale = ActivationScale(activation.Scale);
        var quantised = Integers(value);
        if (scale.Bounds is { } bounds && !activation.Inherits)
        {
            var wide = names.New($"{value}_u8");
            nodes.Add(Linear("QuantizeLinear", $"{value}_QuantizeLinear", [source, scale.Scale, scale.ZeroPoint], wide));
            nodes.Add(Linear("Clip", $"{value}_Clip", [wide, bounds.Low, bounds.High], quantised));
        }
        else
        {
            nodes.Add(Linear("QuantizeLinear", $"{value}_QuantizeLinear", [source, scale.Scale, activation.Inherits ? scale.Origin : scale.ZeroPoint], quantised));
        }

        Dequantise(value, quantised, scale);
    }

    private string Integers(string value) => integers[value] = names.New($"{value}_quantized");

    private void Dequantise(string value, string quantised, ScaleNames scale)
    {
        if (!outputs.Contains(value) && graph.Consumers(value).All(reader => MovesIntegers(reader)))
            return; // Its readers take the integers.
        var restored = outputs.Contains(value) ? value : names.New($"{value}_dequantized");
        nodes.Add(Linear("DequantizeLinear", $"{value}_DequantizeLinear", [quantised, scale.Scale, scale.Origin], restored));
        dequantised[value] = restored;
    }

    /// <summary>Tensors that share a scale share its initializers, named after the first of them.</summary>
    private ScaleNames ActivationScale(int index)
    {
        if (activationScales.TryGetValue(index, out var known))
            return known;
        var name = plan.Activations.First(a => a.Scale == index).Tensor;
        var grid = parameters.Activations[index];
        if (!(grid.Scale > 0) || !float.IsFinite(grid.Scale))
            throw new ArgumentException($"The scale of '{name}' is {grid.Scale}; it must be positive.", nameof(parameters));
        var scale = Add($"{name}_scale", ConstantTensor.Of([grid.Scale]));
        var zeroPoint = Add($"{name}_zero_point", ConstantTensor.Of([grid.ZeroPoint]));
        (string Low, string High)? bounds = plan.Scales[index].Bits < 8
            ? (Add($"{name}_low", ConstantTensor.Of([grid.Low])), Add($"{name}_high", ConstantTensor.Of([grid.High]))) : null;
        var origin = grid.Origin == grid.ZeroPoint ? zeroPoint
            : grid.Origin == grid.Low && bounds is { } b ? b.Low
            : throw new ArgumentException($"The grid of '{name}' starts neither at its zero point nor at its lower end.", nameof(parameters));
        return activationScales[index] = new(scale, zeroPoint, origin, bounds);
    }

    private Node QuantiseLayer(Node node, QuantizedWeight layer)
    {
        var index = plan.Weights.Index().First(w => ReferenceEquals(w.Item, layer)).Index;
        var scales = parameters.WeightScales[index];
        var tensor = GraphConstants.Resolve(graph, layer.Weight)!;
        var zeroPoints = ConstantTensor.Of(new sbyte[scales.Length], scales.Length);
        node = node.WithInput(1, PerChannel(layer.Weight, WeightRounding.Quantise(tensor, scales, layer.Bits), scales, zeroPoints, layer.Bits));
        if (layer.Bias is null)
            return node;

        var biasScales = Array.ConvertAll(scales, s => parameters.Activations[layer.InputScale].Scale * s);
        var bias = GraphConstants.Resolve(graph, layer.Bias)!;
        return node.WithInput(2, PerChannel(layer.Bias, WeightRounding.QuantiseBias(bias, biasScales), biasScales, null));
    }

    /// <summary>Stores integers and scales under names of <paramref name="value"/> and dequantises them; returns the name of the result.</summary>
    private string PerChannel(string value, ConstantTensor tensor, float[] scales, ConstantTensor? zeroPoints, int bits = 8)
    {
        var stored = Add($"{value}_quantized", WeightContainer.Pack(tensor, bits));
        var int8 = stored;
        if (WeightContainer.TypeOf(bits) != ElementType.Int8)
        {
            int8 = names.New($"{stored}_int8");
            nodes.Add(Linear("Cast", $"{stored}_Cast", [stored], int8).With("to", new AttributeValue.Int((long)ElementType.Int8)));
        }

        List<string> inputs = [int8, Add($"{stored}_scale", ConstantTensor.Of(scales, scales.Length))];
        if (zeroPoints is not null)
            inputs.Add(Add($"{stored}_zero_point", zeroPoints));
        var restored = names.New($"{stored}_dequantized");
        nodes.Add(Linear("DequantizeLinear", $"{stored}_DequantizeLinear", inputs, restored).With("axis", new AttributeValue.Int(0)));
        return restored;
    }

    private string Add(string wanted, ConstantTensor tensor)
    {
        var name = names.New(wanted);
        initializers[name] = tensor;
        return name;
    }

    private static Node Linear(string type, string name, IReadOnlyList<string> inputs, string output) =>
        new(name, type, "", inputs, [output], new Dictionary<string, AttributeValue>());

    /// <summary>Names of the initializers of an activation's grid; bounds only where fewer than 8 bits are in use.</summary>
    private sealed record ScaleNames(string Scale, string ZeroPoint, string Origin, (string Low, string High)? Bounds);
}
