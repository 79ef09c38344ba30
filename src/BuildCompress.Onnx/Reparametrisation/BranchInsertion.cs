using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery.Spatial;

namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>
/// Turns ordinary convolutions into re-parametrisable blocks: beside each, branches on the same input, each behind a batch normalisation whose
/// scale is 0. So the network computes what it did, whatever the statistics, until training moves the scales; <see cref="BlockMerging"/> puts the one
/// convolution back, in the same window.
/// </summary>
public sealed class BranchInsertion
{
    private readonly Graph graph;
    private readonly ValueNames names;
    private readonly Dictionary<string, ConstantTensor> initializers;
    private readonly Random random;
    private readonly List<Node> nodes = [];

    private BranchInsertion(Graph graph, int seed)
    {
        this.graph = graph;
        (names, initializers, random) = (new(graph), new(graph.Initializers), new(seed));
    }

    /// <summary>
    /// The same network with branches beside every convolution whose kernel is larger than 1x1 and that is in no block yet, depthwise ones too. Not
    /// beside one without a bias that no normalisation gives one either, as merging would; nor where more than the convolution would merge with them.
    /// </summary>
    /// <param name="model">Any.</param>
    /// <param name="types">Its inferred types.</param>
    /// <param name="kind">Which branches; the same model for none.</param>
    /// <param name="seed">Of the new kernels.</param>
    public static Model Insert(Model model, InferredTypes types, BranchKind kind, int seed)
    {
        if (kind == BranchKind.None)
            return model;
        var inBlocks = BlockRecognition.Of(model.Graph, () => types).Blocks.SelectMany(b => b.Nodes).ToHashSet(ReferenceEqualityComparer.Instance);
        var ends = new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance);
        foreach (var conv in model.Graph.Nodes.Where(n => n.OpType == "Conv" && !inBlocks.Contains(n) && LinearNodes.Operands(model.Graph, n) is not null))
        {
            if (Normalisation(model.Graph, conv) is { } normalisation)
                ends[normalisation] = conv;
            else if (conv.Input(2) is not null)
                ends[conv] = conv;
        }

        while (true)
        {
            var branched = new BranchInsertion(model.Graph, seed).Beside(model, types, kind, ends);
            var blocks = BlockRecognition.Of(branched).Blocks;
            var wider = ends.Where(e => blocks.Any(b => b.Nodes.Any(n => n.Inputs.Contains(e.Value.Inputs[1])) && !IsOnly(b, e.Key, e.Value))).ToList();
            if (wider.Count == 0)
                return branched;
            foreach (var (end, _) in wider)
                ends.Remove(end);
        }

        static bool IsOnly(BranchBlock block, Node end, Node conv) => block.Input == conv.Inputs[0] && block.Output == end.Outputs[0];
    }

    private Model Beside(Model model, InferredTypes types, BranchKind kind, Dictionary<Node, Node> ends)
    {
        foreach (var node in graph.Nodes)
        {
            if (ends.TryGetValue(node, out var conv) && Branches(conv, types, kind) is { Count: > 0 } branches)
                Add(node, branches);
            else
                nodes.Add(node);
        }

        return model with { Graph = graph with { Nodes = nodes, Initializers = initializers } };
    }

    private static Node? Normalisation(Graph graph, Node conv) =>
        graph.Consumers(conv.Outputs[0]) is [{ } reader] && BatchNormFolding.FoldsInto(graph, reader) == conv ? reader : null;

    /// <summary>The nodes of each branch; the last makes its value.</summary>
    private IReadOnlyList<Node[]> Branches(Node conv, InferredTypes types, BranchKind kind)
    {
        var weight = LinearNodes.Weight(graph, conv)!;
        if (weight.Dims is not [var outputs, var perGroup, var height, var width] || height * width == 1 || ConvGeometry.Of(conv, weight, types) is not { } geometry)
            return [];
        var groups = conv.Int("group", 1);
        (long Rows, long Columns)[] windows = kind == BranchKind.Acnet ? [(1, width), (height, 1)] : [(1, 1)];
        var branches = new List<Node[]>();
        foreach (var window in windows.Where(w => w != (height, width)).Distinct())
        {
            if (Convolution(conv, geometry, groups, [outputs, perGroup, window.Rows, window.Columns]) is { } branch)
                branches.Add([branch, Norm(branch.Outputs[0], conv, outputs)]);
        }

        if (kind == BranchKind.Repvgg && outputs == perGroup * groups && geometry.Strides.All(s => s == 1) && Margins(geometry, [1, 1]) is [0, 0, 0, 0])
            branches.Add([Norm(conv.Inputs[0], conv, outputs)]);
        return branches;
    }

    /// <summary>A convolution whose window lies in another's; null where the image would have to be cropped for that.</summary>
    private Node? Convolution(Node conv, ConvGeometry geometry, long groups, long[] dims)
    {
        if (Margins(geometry, [dims[2], dims[3]]) is not { } pads)
            return null;
        var weight = names.New($"{conv.DisplayName}.{dims[2]}x{dims[3]}.weight");
        initializers[weight] = HeNormal(dims);
        var output = names.New($"{conv.DisplayName}.{dims[2]}x{dims[3]}");
        return new Node(output, "Conv", "", [conv.Inputs[0], weight], [output], new Dictionary<string, AttributeValue>
        {
            ["dilations"] = new AttributeValue.Ints(geometry.Dilations), ["group"] = new AttributeValue.Int(groups),
            ["kernel_shape"] = new AttributeValue.Ints([dims[2], dims[3]]), ["pads"] = new AttributeValue.Ints(pads), ["strides"] = new AttributeValue.Ints(geometry.Strides),
        });
    }

    /// <summary>The padding of a window as near to the middle of another's as it can be without cropping the image; null where it cannot.</summary>
    private static long[]? Margins(ConvGeometry geometry, long[] kernel)
    {
        var pads = new long[4];
        for (var axis = 0; axis < 2; axis++)
        {
            var (dilation, before) = (geometry.Dilations[axis], geometry.Before[axis]);
            var (whole, part) = ((geometry.Kernel[axis] - 1) * dilation, (kernel[axis] - 1) * dilation);
            var first = Math.Min((geometry.Kernel[axis] - kernel[axis]) / 2, before / dilation) * dilation;
            pads[axis] = before - first;
            pads[axis + 2] = Math.Max(0, geometry.After[axis] - (whole - part - first));

            // With a stride, a position less behind the image may make no output less.
            var lost = geometry.After[axis] - (whole - part - first) < 0;
            if (lost && (geometry.Sizes[axis] is not { } size || Outputs(size, pads[axis], pads[axis + 2], part) != Outputs(size, before, geometry.After[axis], whole)))
                return null;

            long Outputs(long size, long start, long end, long extent) => ((size + start + end - extent - 1) / geometry.Strides[axis]) + 1;
        }

        return pads;
    }

    private Node Norm(string x, Node conv, long channels)
    {
        var name = names.New($"{conv.DisplayName}.{(x == conv.Inputs[0] ? "identity" : x[(conv.DisplayName.Length + 1)..])}.bn");
        string[] constants = [Filled("scale", 0), Filled("shift", 0), Filled("mean", 0), Filled("variance", 1)];
        return new Node(name, "BatchNormalization", "", [x, .. constants], [name], new Dictionary<string, AttributeValue>());

        string Filled(string what, float value)
        {
            var constant = names.New($"{name}.{what}");
            initializers[constant] = ConstantTensor.Of([.. Enumerable.Repeat(value, (int)channels)], channels);
            return constant;
        }
    }

    /// <summary>Adds the branches to what <paramref name="end"/> makes, under its name.</summary>
    private void Add(Node end, IReadOnlyList<Node[]> branches)
    {
        var (value, sum) = (end.Outputs[0], names.New($"{end.Outputs[0]}.main"));
        nodes.Add(end with { Outputs = [sum] });
        for (var i = 0; i < branches.Count; i++)
        {
            nodes.AddRange(branches[i]);
            var next = i == branches.Count - 1 ? value : names.New($"{value}.sum");
            nodes.Add(new Node(names.New($"{value}.add"), "Add", "", [sum, branches[i][^1].Outputs[0]], [next], new Dictionary<string, AttributeValue>()));
            sum = next;
        }
    }

    /// <summary>Normal numbers of variance 2 over what one output reads (He et al., ICCV 2015).</summary>
    private ConstantTensor HeNormal(long[] dims)
    {
        var values = new float[dims.Aggregate(1L, (product, dim) => product * dim)];
        var deviation = Math.Sqrt(2.0 / (dims[1] * dims[2] * dims[3]));
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return ConstantTensor.Of(values, dims);
    }
}
