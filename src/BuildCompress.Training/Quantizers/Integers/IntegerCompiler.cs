using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers.Integers;

/// <summary>
/// Compiles nodes so that the values of a plan are integers (<see cref="IntegerGrid"/>) and all others floats. A layer or sum writes the integers of the
/// Relu or Clip behind it, which the runtime drops as well.
/// </summary>
internal sealed class IntegerCompiler : IDisposable
{
    private readonly Graph graph;
    private readonly QuantizationPlan plan;
    private readonly IntegerGrid[] grids;
    private readonly Dictionary<string, QuantizedActivation> activations;
    private readonly Dictionary<string, (QuantizedWeight Plan, IntegerLayer Integers)> layers = [];
    private readonly List<Tensor> multipliers = [];

    /// <summary>Relu and Clip whose input holds their output's integers.</summary>
    private readonly HashSet<Node> absorbed = [];

    public IntegerCompiler(Graph graph, QuantizationPlan plan, QuantizationParameters parameters)
    {
        (this.graph, this.plan) = (graph, plan);
        grids = [.. parameters.Activations.Select(scale => new IntegerGrid(scale))];
        activations = plan.Activations.ToDictionary(a => a.Tensor);
        foreach (var (i, weight) in plan.Weights.Index())
            layers.Add(weight.Node, (weight, IntegerLayer.Of(graph, weight, parameters.WeightScales[i], grids[weight.InputScale])));
    }

    /// <summary>The grid of a value; null for floats.</summary>
    public IntegerGrid? GridOf(string value) => activations.TryGetValue(value, out var activation) ? grids[activation.Scale] : null;

    /// <summary>Integers in place of the weights and biases of layers, by name; the caller's.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> LayerConstants()
    {
        foreach (var (layer, integers) in layers.Values)
        {
            yield return (layer.Weight, integers.Weight());
            if (layer.Bias is { } bias)
                yield return (bias, integers.Bias());
        }
    }

    /// <summary>One node.</summary>
    /// <exception cref="Core.Diagnostics.DiagnosticException">It cannot be run in libtorch (BCMP4101).</exception>
    public Step Lower(Node node, LoweringContext context)
    {
        if (absorbed.Contains(node))
        {
            var (from, to) = (context.Read(node, 0), context.Write(node, 0));
            return frame => frame[to] = frame[from].alias();
        }

        var run = OperatorLowerings.Require(node).Lower(node, context);
        if (layers.TryGetValue(node.DisplayName, out var layer) && node.Inputs[1] == layer.Plan.Weight)
            return Layer(node, run, layer.Integers, context);
        if (activations.TryGetValue(node.Outputs[0], out var moved) && moved.Inherits)
            return run;
        return Kernel(node, context) ?? InFloat(node, run, context);
    }

    public void Dispose()
    {
        foreach (var multiplier in multipliers)
            multiplier.Dispose();
    }

    /// <summary>Exact sums, then one multiplication per channel: to the grid that follows, or to floats at the end of the network.</summary>
    private Step Layer(Node node, Step run, IntegerLayer layer, LoweringContext context)
    {
        var target = Target(node);
        var multiplier = layer.Multipliers(target?.Scale ?? 1).DetachFromDisposeScope();
        multipliers.Add(multiplier);
        var (x, y) = (context.Read(node, 0), context.Write(node, 0));
        return frame =>
        {
            var integers = frame[x];
            if (layer.IsWide)
                frame[x] = integers.to(ScalarType.Float64);
            run(frame);
            if (layer.IsWide)
            {
                frame[x].Dispose();
                frame[x] = integers;
                using var wide = frame[y];
                frame[y] = wide.to(ScalarType.Float32);
            }

            var sums = frame[y].mul_(multiplier);
            if (target is null)
                return;
            frame[y] = target.ThenZeroPoint(sums);
            sums.Dispose();
        };
    }

    /// <summary>An operator that has an integer kernel; null when it has none, or reads floats.</summary>
    private Step? Kernel(Node node, LoweringContext context)
    {
        var inputs = Array.ConvertAll([.. node.Inputs], GridOf);
        if (inputs.Contains(null) || node.OpType is not ("Add" or "Mul" or "GlobalAveragePool") || Target(node) is not { } target)
            return null;
        var (left, y) = (inputs[0]!, context.Write(node, 0));
        var a = context.Read(node, 0);
        if (node.OpType == "GlobalAveragePool")
            return frame => frame[y] = IntegerOperators.GlobalAverage(frame[a], left, target);
        var (b, right) = (context.Read(node, 1), inputs[1]!);
        return node.OpType == "Add"
            ? frame => frame[y] = IntegerOperators.Add(frame[a], left, frame[b], right, target)
            : frame => frame[y] = IntegerOperators.Multiply(frame[a], left, frame[b], right, target);
    }

    /// <summary>A node between DequantizeLinear and QuantizeLinear; so the runtime's tables for functions of one value are made, too.</summary>
    private Step InFloat(Node node, Step run, LoweringContext context)
    {
        var inputs = node.Inputs.Distinct().Select(GridOf).Zip(node.Inputs.Distinct())
            .Where(p => p.First is not null).Select(p => (Grid: p.First!, Slot: context.Slot(p.Second))).ToArray();
        var (y, target) = (context.Write(node, 0), GridOf(node.Outputs[0]));
        return frame =>
        {
            var integers = Array.ConvertAll(inputs, input => frame[input.Slot]);
            foreach (var (grid, slot) in inputs)
                frame[slot] = grid.Restore(frame[slot]);
            run(frame);
            foreach (var (i, (_, slot)) in inputs.Index())
            {
                frame[slot].Dispose();
                frame[slot] = integers[i];
            }

            if (target is null)
                return;
            using var values = frame[y];
            frame[y] = node.OpType == "AveragePool" ? IntegerOperators.OfMeans(values, target) : target.Quantise(values);
        };
    }

    /// <summary>The grid that a node's result is rounded to: its own, or that of the Relu or Clip that is taken over here; null for floats.</summary>
    private IntegerGrid? Target(Node node)
    {
        var value = node.Outputs[0];
        if (GridOf(value) is { } own)
            return own;
        if (graph.Consumers(value) is not [var reader] || graph.Outputs.Any(o => o.Name == value)
            || !activations.TryGetValue(reader.Outputs[0], out var behind) || !AbsorbedActivation.Is(reader, plan.Scales[behind.Scale]))
            return null;
        absorbed.Add(reader);
        return grids[behind.Scale];
    }
}
