using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Surgery.Spatial;

/// <summary>
/// Replaces convolutions by one smaller one for each set of kernel positions, and a Concat. What follows a convolution filter by filter (its batch
/// normalisation, its activation) goes with the parts, so that each is still one fused operator to a runtime.
/// </summary>
internal sealed class ConvSplit(Model model, InferredTypes types, CouplingMap coupling, KernelSelection kernels)
{
    private static readonly HashSet<string> Pointwise =
        ["Clip", "Elu", "HardSigmoid", "HardSwish", "LeakyRelu", "PRelu", "Relu", "Selu", "Sigmoid", "Softplus", "Tanh"];

    private readonly Graph graph = model.Graph;
    private readonly ValueNames names = new(model.Graph);
    private readonly Dictionary<string, ConstantTensor> initializers = new(model.Graph.Initializers);
    private readonly Dictionary<string, string> cropped = [];
    private readonly List<Node> nodes = [];
    private readonly Dictionary<(string Output, int Input), ParameterAxis> vectors = coupling.Parameters
        .Where(use => use.Axes.Count == 1).ToDictionary(use => (use.Node.Outputs[0], use.Input), use => use.Axes[0]);

    /// <summary>The model with every Conv split that does not keep all kernel positions.</summary>
    /// <exception cref="ArgumentException">The positions of a filter are no rectangle, or a Conv cannot be split by them.</exception>
    public Model Run()
    {
        var tails = new Dictionary<Node, (Node Conv, List<Node> Tail)>(ReferenceEqualityComparer.Instance);
        var moved = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (var node in graph.Nodes)
        {
            if (kernels.Of(node, Weight(node)) is null)
                continue;
            var tail = Tail(node);
            moved.UnionWith([node, .. tail]);
            tails[tail.Count > 0 ? tail[^1] : node] = (node, tail);
        }

        foreach (var node in graph.Nodes)
        {
            if (tails.TryGetValue(node, out var split))
                Split(split.Conv, split.Tail);
            else if (!moved.Contains(node))
                nodes.Add(node);
        }

        return model with { Graph = UnusedParts.Remove(graph with { Nodes = nodes, Initializers = initializers }, graph) };
    }

    private ConstantTensor? Weight(Node conv) => GraphConstants.Resolve(graph, conv.Input(1));

    /// <summary>The operators behind a Conv that treat its filters one by one and that nothing else sees into.</summary>
    private List<Node> Tail(Node conv)
    {
        var tail = new List<Node>();
        var value = conv.Outputs[0];
        while (coupling.Channels.ContainsKey(value) && graph.Outputs.All(o => o.Name != value) && graph.Consumers(value) is [var next]
            && next.Inputs[0] == value && next.ImplicitInputs.Count == 0 && next.Outputs.Count(o => o.Length > 0) == 1
            && next.Inputs.Skip(1).All(i => i.Length == 0 || (i != value && GraphConstants.Resolve(graph, i) is not null))
            && (Pointwise.Contains(next.OpType) || (next.OpType == "BatchNormalization" && vectors.ContainsKey((next.Outputs[0], 4)))))
        {
            tail.Add(next);
            value = next.Outputs[0];
        }

        return tail;
    }

    private void Split(Node conv, List<Node> tail)
    {
        var weight = Weight(conv)!;
        var filters = kernels.Of(conv, weight)!;
        var geometry = ConvGeometry.Of(conv, weight, types) ?? throw new ArgumentException($"The padding of {conv} is not known.");
        var parts = filters.Index().GroupBy(f => f.Item, f => f.Index).ToArray();
        var result = tail.Count > 0 ? tail[^1].Outputs[0] : conv.Outputs[0];
        var outputs = new List<string>();
        foreach (var (number, part) in parts.Index())
        {
            var window = KernelWindow.Of(part.Key, geometry.Kernel) ?? throw new ArgumentException($"A filter of {conv} keeps what is no rectangle.");
            var pads = geometry.PadsOf(window) ?? throw new ArgumentException($"A filter of {conv} keeps what never meets its input.");
            int[] rows = [.. part];
            var suffix = parts.Length == 1 ? "" : $"_part{number}";
            var value = Conv(conv, weight, pads, window, rows, suffix);
            foreach (var node in tail)
                value = Add(Vectors(node, rows, suffix).WithInput(0, value), node.Outputs[0], suffix);
            outputs.Add(value);
        }

        if (parts.Length == 1)
            return;
        int[] order = [.. parts.SelectMany(part => part)];
        if (order.Index().All(f => f.Index == f.Item))
        {
            nodes.Add(Concat(outputs, result));
            return;
        }

        var grouped = names.New($"{result}_grouped");
        nodes.Add(Concat(outputs, grouped));
        var places = new int[order.Length];
        for (var place = 0; place < order.Length; place++)
            places[order[place]] = place;
        nodes.Add(Gather(grouped, places, result));
    }

    private string Conv(Node conv, ConstantTensor weight, long[] pads, KernelWindow window, int[] rows, string suffix)
    {
        var groups = conv.Int("group", 1);
        var input = conv.Inputs[0];
        if (groups > 1 && weight.Dims[1] == 1)
        {
            var perInput = (int)(weight.Dims[0] / groups);
            input = Pick(input, [.. rows.Select(row => row / perInput)], (int)groups);
            groups = rows.Length;
        }
        else if (groups > 1 && rows.CountBy(row => row / (weight.Dims[0] / groups)).Any(g => g.Value * groups != rows.Length))
        {
            throw new ArgumentException($"Each group of {conv} needs equally many filters with the same kernel positions.");
        }

        var part = Vectors(conv, rows, suffix).WithInput(0, Crop(input, pads)).WithInput(1, Store(conv.Inputs[1], suffix, weight.Take(0, rows).Take(window)))
            .Without("auto_pad")
            .With("kernel_shape", new AttributeValue.Ints(window.Sizes))
            .With("pads", new AttributeValue.Ints([.. pads.Select(pad => Math.Max(0, pad))]));
        return Add(groups > 1 ? part.With("group", new AttributeValue.Int(groups)) : part.Without("group"), conv.Outputs[0], suffix);
    }

    /// <summary>The node with its channel-wise constants, but for a Conv's kernel, cut to the filters <paramref name="rows"/>.</summary>
    private Node Vectors(Node node, int[] rows, string suffix)
    {
        if (suffix.Length == 0)
            return node;
        var cut = node;
        for (var i = 1; i < node.Inputs.Count; i++)
        {
            if (node.OpType == "Conv" && i == 2 && GraphConstants.Resolve(graph, node.Input(2)) is { } bias)
                cut = cut.WithInput(i, Store(node.Inputs[i], suffix, bias.Take(0, rows)));
            else if (node.OpType != "Conv" && vectors.TryGetValue((node.Outputs[0], i), out var axis))
                cut = cut.WithInput(i, Store(node.Inputs[i], suffix, GraphConstants.Resolve(graph, node.Inputs[i])!.Take(axis.Axis, rows)));
        }

        return cut;
    }

    private string Store(string value, string suffix, ConstantTensor tensor)
    {
        var name = suffix.Length == 0 && graph.Initializers.ContainsKey(value) && !graph.IsShared(value) ? value : names.New($"{value}{suffix}");
        initializers[name] = tensor;
        return name;
    }

    /// <summary>Adds a part of the node that made <paramref name="output"/>; parts are named after what they make.</summary>
    private string Add(Node node, string output, string suffix)
    {
        var made = suffix.Length == 0 ? output : names.New($"{output}{suffix}");
        nodes.Add(node with { Name = suffix.Length == 0 ? node.Name : made, Outputs = [made] });
        return made;
    }

    /// <summary>The input without the rows and columns that negative padding takes away.</summary>
    private string Crop(string input, long[] pads)
    {
        var axes = pads.Length / 2;
        int[] touched = [.. Enumerable.Range(0, axes).Where(axis => pads[axis] < 0 || pads[axis + axes] < 0)];
        return touched.Length == 0 ? input : Slice(
            input, [.. touched.Select(a => Math.Max(0, -pads[a]))], [.. touched.Select(a => pads[a + axes] < 0 ? pads[a + axes] : long.MaxValue)],
            [.. touched.Select(a => a + 2L)]);
    }

    /// <summary>The channels that the filters of a depthwise part read.</summary>
    private string Pick(string input, int[] channels, int all)
    {
        if (channels[^1] - channels[0] + 1 != channels.Length || channels.Distinct().Count() != channels.Length)
        {
            var picked = names.New($"{input}_picked");
            nodes.Add(Gather(input, channels, picked));
            return picked;
        }

        return channels.Length == all ? input : Slice(input, [channels[0]], [channels[^1] + 1], [1]);
    }

    private string Slice(string input, long[] starts, long[] ends, long[] axes)
    {
        var key = $"{input}|{string.Join(',', starts)}|{string.Join(',', ends)}|{string.Join(',', axes)}";
        if (cropped.TryGetValue(key, out var known))
            return known;
        var output = cropped[key] = names.New($"{input}_cropped");
        var node = Plain("Slice", [input], output);
        nodes.Add(model.Opset < 10
            ? node.With("starts", new AttributeValue.Ints(starts)).With("ends", new AttributeValue.Ints(ends)).With("axes", new AttributeValue.Ints(axes))
            : node with { Inputs = [input, Integers(output, "starts", starts), Integers(output, "ends", ends), Integers(output, "axes", axes)] });
        return output;
    }

    private string Integers(string value, string what, long[] numbers)
    {
        var name = names.New($"{value}_{what}");
        initializers[name] = ConstantTensor.Of(numbers, numbers.Length);
        return name;
    }

    private Node Gather(string input, int[] channels, string output) =>
        Plain("Gather", [input, Integers(output, "channels", Array.ConvertAll(channels, c => (long)c))], output).With("axis", new AttributeValue.Int(1));

    private static Node Concat(IReadOnlyList<string> inputs, string output) => Plain("Concat", inputs, output).With("axis", new AttributeValue.Int(1));

    private static Node Plain(string type, IReadOnlyList<string> inputs, string output) =>
        new($"{output}_{type}", type, "", inputs, [output], new Dictionary<string, AttributeValue>());
}
