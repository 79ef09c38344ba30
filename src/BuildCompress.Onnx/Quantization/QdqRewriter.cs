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
    private readonly Dictionary<int, (string Scale, string ZeroPoint)> activationScales = [];

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

    private void MoveIntegers(Node node)
    {
        var (scale, zeroPoint) = ActivationScale(activations[node.Outputs[0]].Scale);
        var quantised = Integers(node.Outputs[0]);
        var moving = node.WithInput(0, integers[node.Inputs[0]]) with { Outputs = [quantised] };
        nodes.Add(node.OpType == "Pad" ? moving.WithInput(2, zeroPoint) : moving);
        Dequantise(node.Outputs[0], quantised, scale, zeroPoint);
    }

    private void QuantiseActivation(string value, string source)
    {
        if (!activations.TryGetValue(value, out var activation))
            return;
        var (scale, zeroPoint) = ActivationScale(activation.Scale);
        var quantised = Integers(value);
        nodes.Add(Linear("QuantizeLinear", $"{value}_QuantizeLinear", [source, scale, zeroPoint], quantised));
        Dequantise(value, quantised, scale, zeroPoint);
    }

    private string Integers(string value) => integers[value] = names.New($"{value}_quantized");

    private void Dequantise(string value, string quantised, string scale, string zeroPoint)
    {
        if (!outputs.Contains(value) && graph.Consumers(value).All(reader => MovesIntegers(reader)))
            return; // Its readers take the integers.
        var restored = outputs.Contains(value) ? value : names.New($"{value}_dequantized");
        nodes.Add(Linear("DequantizeLinear", $"{value}_DequantizeLinear", [quantised, scale, zeroPoint], restored));
        dequantised[value] = restored;
    }

    /// <summary>Tensors that share a scale share its initializers, named after the first of them.</summary>
    private (string Scale, string ZeroPoint) ActivationScale(int index)
    {
        if (activationScales.TryGetValue(index, out var known))
            return known;
        var name = plan.Activations.First(a => a.Scale == index).Tensor;
        var (scale, zeroPoint) = parameters.Activations[index];
        if (!(scale > 0) || !float.IsFinite(scale))
            throw new ArgumentException($"The scale of '{name}' is {scale}; it must be positive.", nameof(parameters));
        return activationScales[index] = (
            Add($"{name}_scale", ConstantTensor.Of([scale])), Add($"{name}_zero_point", ConstantTensor.Of([zeroPoint])));
    }

    private Node QuantiseLayer(Node node, QuantizedWeight layer)
    {
        var index = plan.Weights.Index().First(w => ReferenceEquals(w.Item, layer)).Index;
        var scales = parameters.WeightScales[index];
        var tensor = GraphConstants.Resolve(graph, layer.Weight)!;
        var zeroPoints = ConstantTensor.Of(new sbyte[scales.Length], scales.Length);
        node = node.WithInput(1, PerChannel(layer.Weight, WeightQuantizer.Quantise(tensor, scales), scales, zeroPoints));
        if (layer.Bias is null)
            return node;

        var biasScales = Array.ConvertAll(scales, s => parameters.Activations[layer.InputScale].Scale * s);
        var bias = GraphConstants.Resolve(graph, layer.Bias)!;
        return node.WithInput(2, PerChannel(layer.Bias, WeightQuantizer.QuantiseBias(bias, biasScales), biasScales, null));
    }

    /// <summary>Stores integers and scales under names of <paramref name="value"/> and dequantises them; returns the name of the result.</summary>
    private string PerChannel(string value, ConstantTensor tensor, float[] scales, ConstantTensor? zeroPoints)
    {
        var stored = Add($"{value}_quantized", tensor);
        List<string> inputs = [stored, Add($"{stored}_scale", ConstantTensor.Of(scales, scales.Length))];
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
}
