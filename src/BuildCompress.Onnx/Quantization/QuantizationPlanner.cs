using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Quantization;

/// <summary>
/// Decides where a network is quantised so that ONNX Runtime runs it in int8 throughout: u8 activations, s8 weights per output channel.
/// A tensor is quantised after the Relu or Clip that alone reads a layer, else right after the layer; operators that only move numbers keep
/// their input's scale, and a Concat shares its own with what only it reads; nothing follows the last Gemm. A value that only layers of fewer
/// bits read has as many.
/// </summary>
public sealed class QuantizationPlanner
{
    private readonly Graph graph;
    private readonly InferredTypes types;
    private readonly List<ActivationScale> scales = [];
    private readonly Dictionary<string, QuantizedActivation> activations = [];
    private readonly List<QuantizedWeight> weights = [];

    private readonly LayerPositions positions;

    private QuantizationPlanner(Graph graph, InferredTypes types, LayerBits bits) =>
        (this.graph, this.types, positions) = (graph, types, new LayerPositions(graph, bits));

    /// <summary>The plan at 8 bits for a model in <see cref="QuantizableForm"/>; layers not in that form stay float.</summary>
    public static QuantizationPlan Plan(Model model, InferredTypes types) => Plan(model, types, LayerBits.Int8);

    /// <summary>The plan for a model in the <see cref="QuantizableForm"/> of <paramref name="bits"/>.</summary>
    public static QuantizationPlan Plan(Model model, InferredTypes types, LayerBits bits)
    {
        var planner = new QuantizationPlanner(model.Graph, types, bits);
        foreach (var node in model.Graph.Nodes)
            planner.Visit(node);
        return new(planner.scales, [.. planner.InGraphOrder()], planner.weights);
    }

    private void Visit(Node node)
    {
        switch (QuantizableOperators.RoleOf(graph, types, node))
        {
            case QuantizationRole.Weighted when positions.IsFloat(node):
                break;
            case QuantizationRole.Weighted:
                var input = Require(node.Inputs[0]);
                weights.Add(new(node.DisplayName, node.Inputs[1], node.Input(2), input.Scale, positions.Weights(node)) { IsEnd = positions.IsEnd(node) });
                if (node.OpType != "Gemm" || IsReadByQuantized(node.Outputs[0]))
                    QuantiseResult(node.Outputs[0]);
                break;
            case QuantizationRole.Computing:
                foreach (var operand in node.Inputs)
                    Require(operand);
                QuantiseResult(node.Outputs[0]);
                break;
            case QuantizationRole.Moving when node.OpType == "Identity" && BitsOf(node.Outputs[0]) < 8:
                Require(node.Outputs[0]);
                break;
            case QuantizationRole.Moving when activations.TryGetValue(node.Inputs[0], out var source):
                activations[node.Outputs[0]] = new(node.Outputs[0], source.Scale, Inherits: true);
                break;
        }
    }

    /// <summary>A layer's result: quantised behind its only reader when that is a Relu or Clip whose clipping the quantiser can take over.</summary>
    private void QuantiseResult(string value)
    {
        var fused = QuantizableOperators.FusedActivation(graph, value);
        Require(fused?.Outputs[0] ?? value);
    }

    private QuantizedActivation Require(string value)
    {
        if (activations.TryGetValue(value, out var known))
            return known;
        if (JoinedScales.Concat(graph, types, value) is { } concat)
        {
            activations[value] = Require(concat.Outputs[0]) with { Tensor = value, Inherits = false };
            activations[concat.Outputs[0]] = activations[concat.Outputs[0]] with { Inherits = true };
            return activations[value];
        }

        scales.Add(QuantizableOperators.RangeOf(graph, value) with { Bits = BitsOf(value) });
        return activations[value] = new(value, scales.Count - 1, Inherits: false);
    }

    /// <summary>Fewer than 8 where only layers that read so many read the value.</summary>
    private int BitsOf(string value) =>
        graph.Consumers(value) is [var reader, ..] && LayerPositions.IsLayer(reader) && positions.Input(reader) is < 8 and var bits
        && NarrowInputs.StandsAlone(graph, positions, value, bits) ? bits : 8;

    private bool IsReadByQuantized(string value) => graph.Consumers(value).Any(reader =>
        (QuantizableOperators.RoleOf(graph, types, reader) is QuantizationRole.Weighted or QuantizationRole.Computing && !positions.IsFloat(reader))
        || (reader.OpType is "Relu" or "Clip" or "Identity" or "Dropout" or "Flatten" or "Reshape" && IsReadByQuantized(reader.Outputs[0])));

    private IEnumerable<QuantizedActivation> InGraphOrder()
    {
        foreach (var input in graph.Inputs)
        {
            if (activations.TryGetValue(input.Name, out var activation))
                yield return activation;
        }

        foreach (var output in graph.Nodes.SelectMany(node => node.Outputs))
        {
            if (activations.TryGetValue(output, out var activation))
                yield return activation;
        }
    }
}
