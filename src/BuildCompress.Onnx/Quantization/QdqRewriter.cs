using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Quantization;

/// <summary>One pass over a graph that inserts the quantisers of a plan.</summary>
internal sealed class QdqRewriter(Graph graph, QuantizationPlan plan, QuantizationParameters parameters)
{
    private readonly Dictionary<string, ConstantTensor> initializers = new(graph.Initializers);
    private readonly Dictionary<string, QuantizedActivation> activations = plan.Activations.ToDictionary(a => a.Tensor);
    private readonly Dictionary<string, QuantizedWeight> weights = plan.Weights.ToDictionary(w => w.Node);
    private readonly HashSet<string> outputs = [.. graph.Outputs.Select(o => o.Name)];
    private readonly List<Node> nodes = [];

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
        if (node.OpType == "Pad" && PadsIntegers(node))
        {
            PadIntegers(node);
            return;
        }

        var rewired = node with { Inputs = [.. node.Inputs.Select(i => dequantised.GetValueOrDefault(i, i))] };
        if (weights.TryGetValue(node.DisplayName, out var weight) && node.Inputs[1] == weight.Weight)
            rewired = QuantiseLayer(rewired, weight);
        // A quantised network output keeps its name at the very end, behind its DequantizeLinear.
        rewired = rewired with { Outputs = [.. node.Outputs.Select(o => activations.ContainsKey(o) && outputs.Contains(o) ? $"{o}_float" : o)] };
        nodes.Add(rewired);
        for (var i = 0; i < node.Outputs.Count; i++)
            QuantiseActivation(node.Outputs[i], rewired.Outputs[i]);
    }

    /// <summary>Whether the Pad may run on the integers it moves; between DequantizeLinear and QuantizeLinear the runtime would pad in float.</summary>
    private bool PadsIntegers(Node node) =>
        activations.TryGetValue(node.Outputs[0], out var padded) && padded.Inherits && activations.ContainsKey(node.Inputs[0]);

    private void PadIntegers(Node node)
    {
        var (scale, zeroPoint) = ActivationScale(activations[node.Outputs[0]].Scale);
        var quantised = $"{node.Outputs[0]}_quantized";
        nodes.Add(node.WithInput(0, $"{node.Inputs[0]}_quantized").WithInput(2, zeroPoint) with { Outputs = [quantised] });
        Dequantise(node.Outputs[0], quantised, scale, zeroPoint);
    }

    private void QuantiseActivation(string value, string source)
    {
        if (!activations.TryGetValue(value, out var activation))
            return;
        var (scale, zeroPoint) = ActivationScale(activation.Scale);
        var quantised = $"{value}_quantized";
        nodes.Add(Linear("QuantizeLinear", $"{value}_QuantizeLinear", [source, scale, zeroPoint], quantised));
        Dequantise(value, quantised, scale, zeroPoint);
    }

    private void Dequantise(string value, string quantised, string scale, string zeroPoint)
    {
        if (!outputs.Contains(value) && graph.Consumers(value).All(reader => reader.OpType == "Pad" && PadsIntegers(reader)))
            return; // Its readers take the integers.
        var restored = outputs.Contains(value) ? value : $"{value}_dequantized";
        nodes.Add(Linear("DequantizeLinear", $"{value}_DequantizeLinear", [quantised, scale, zeroPoint], restored));
        dequantised[value] = restored;
    }

    /// <summary>Tensors that share a scale share its initializers, named after the first of them.</summary>
    private (string Scale, string ZeroPoint) ActivationScale(int index)
    {
        var name = plan.Activations.First(a => a.Scale == index).Tensor;
        var (scale, zeroPoint) = parameters.Activations[index];
        if (!(scale > 0) || !float.IsFinite(scale))
            throw new ArgumentException($"The scale of '{name}' is {scale}; it must be positive.", nameof(parameters));
        initializers[$"{name}_scale"] = ConstantTensor.Of([scale]);
        initializers[$"{name}_zero_point"] = ConstantTensor.Of([zeroPoint]);
        return ($"{name}_scale", $"{name}_zero_point");
    }

    private Node QuantiseLayer(Node node, QuantizedWeight layer)
    {
        var index = plan.Weights.Index().First(w => ReferenceEquals(w.Item, layer)).Index;
        var scales = parameters.WeightScales[index];
        var tensor = GraphConstants.Resolve(graph, layer.Weight)!;
        if (node.OpType == "Gemm" && node.Int("transB", 0) == 0)
        {
            tensor = WeightQuantizer.Transpose(tensor);
            node = node.With("transB", new AttributeValue.Int(1));
        }

        var (integers, scaleName) = Store(
            layer.Weight, scales, WeightQuantizer.Quantise(tensor, scales, parameters.WeightMinimum));
        initializers[$"{integers}_zero_point"] = ConstantTensor.Of(new sbyte[scales.Length], scales.Length);
        nodes.Add(PerChannel(integers, scaleName, $"{integers}_zero_point"));
        node = node.WithInput(1, $"{integers}_dequantized");
        if (layer.Bias is null)
            return node;

        var biasScales = Array.ConvertAll(scales, s => parameters.Activations[layer.InputScale].Scale * s);
        var bias = GraphConstants.Resolve(graph, layer.Bias)!;
        var (biasIntegers, biasScaleName) = Store(layer.Bias, biasScales, WeightQuantizer.QuantiseBias(bias, biasScales));
        nodes.Add(PerChannel(biasIntegers, biasScaleName, null));
        return node.WithInput(2, $"{biasIntegers}_dequantized");
    }

    /// <summary>Stores integers and scales under names of <paramref name="value"/>; a shared weight is stored once per layer that reads it.</summary>
    private (string Integers, string Scale) Store(string value, float[] scales, ConstantTensor tensor)
    {
        var name = $"{value}_quantized";
        for (var k = 2; initializers.ContainsKey(name); k++)
            name = $"{value}_quantized_{k}";
        initializers[name] = tensor;
        initializers[$"{name}_scale"] = ConstantTensor.Of(scales, scales.Length);
        return (name, $"{name}_scale");
    }

    private static Node PerChannel(string integers, string scale, string? zeroPoint) =>
        Linear(
            "DequantizeLinear", $"{integers}_DequantizeLinear", zeroPoint is null ? [integers, scale] : [integers, scale, zeroPoint],
            $"{integers}_dequantized").With("axis", new AttributeValue.Int(0));

    private static Node Linear(string type, string name, IReadOnlyList<string> inputs, string output) =>
        new(name, type, "", inputs, [output], new Dictionary<string, AttributeValue>());
}
