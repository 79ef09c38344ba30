using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery.Spatial;

namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>Reads a region as an affine map, or says at which node that ends.</summary>
internal sealed class RegionReading(Graph graph, InferredTypes types)
{
    private readonly Dictionary<string, AffineMap> maps = [];
    private readonly Dictionary<Node, KernelShape> shapes = new(ReferenceEqualityComparer.Instance);

    /// <summary>The first node at which the map is not the network's to the border; null when it is everywhere.</summary>
    public BlockObstacle? Obstacle { get; private set; }

    /// <summary>The output as a map of the input, were it not for the <see cref="Obstacle"/>; null when it is none at all.</summary>
    public AffineMap? Read(BranchRegion region)
    {
        if (Channels(region) is not { } channels)
            return null;
        maps[region.Input] = new IdentityMap(channels);
        foreach (var node in region.Nodes)
        {
            var sources = LinearNodes.Operands(graph, node)!.Select(o => maps[o]).ToArray();
            if (Map(node, sources) is not { } map)
                return null;
            maps[node.Outputs[0]] = map;
        }

        return maps[region.Output];
    }

    /// <summary>The shape of a convolution that was read, by itself.</summary>
    public KernelShape ShapeOf(Node conv) => shapes[conv];

    private AffineMap? Map(Node node, AffineMap[] sources) => node.OpType switch
    {
        "Conv" => Convolution(node, sources[0]),
        "BatchNormalization" => new NormalisationMap(sources[0], node),
        "Mul" or "Add" or "Sum" when sources.Length == 1 && !Fits(node, sources[0]) => null,
        "Mul" => new ScalingMap(sources[0], LinearNodes.PerChannel(graph, node)!),
        "Pad" => Padding(node, sources[0]),
        "Add" or "Sum" when sources.Length == 1 => new OffsetMap(sources[0], LinearNodes.PerChannel(graph, node)!),
        "Add" or "Sum" => Sum(node, sources),
        _ => sources[0],
    };

    /// <summary>Whether a constant has one number for all channels, or one for each: more would make channels out of one.</summary>
    private bool Fits(Node node, AffineMap source) =>
        GraphConstants.Resolve(graph, LinearNodes.PerChannel(graph, node))!.Count is var count && (count == 1 || count == source.Shape.Outputs);

    private ConvolutionMap? Convolution(Node conv, AffineMap source)
    {
        var weight = LinearNodes.Weight(graph, conv)!;
        if (ConvGeometry.Of(conv, weight, types) is not { } geometry)
        {
            Note(conv, "its padding depends on a size that is not known");
            return null;
        }

        var groups = (int)conv.Int("group", 1);
        var shape = new KernelShape((int)weight.Dims[0], (int)weight.Dims[1] * groups, groups, Axis(geometry, 0), Axis(geometry, 1));
        shapes[conv] = shape;
        CheckBorder(conv, source, shape);
        return new ConvolutionMap(source, conv, shape);
    }

    private PaddingMap Padding(Node pad, AffineMap source)
    {
        var zeros = LinearNodes.Padding(graph, pad)!;
        var shape = KernelShape.Identity(source.Shape.Outputs, (zeros[0], zeros[2]), (zeros[1], zeros[3]));
        CheckBorder(pad, source, shape);
        return new PaddingMap(source, shape);
    }

    private SumMap? Sum(Node sum, AffineMap[] sources)
    {
        if (KernelShape.Sum([.. sources.Select(s => s.Shape)]) is { } window && IsOneSize(sum))
            return new SumMap(sources, window);
        Note(sum, "the windows of its branches move in different steps, or its operands differ in size");
        return null;
    }

    /// <summary>Whether nothing is broadcast over the image.</summary>
    private bool IsOneSize(Node sum) =>
        ((int[])[2, 3]).All(axis => sum.Inputs.Select(i => types.Dim(i, axis)).Distinct().Count() == 1);

    /// <summary>Zeros between two maps must be what the first makes of zeros around its input, unless the second reads none.</summary>
    private void CheckBorder(Node node, AffineMap source, KernelShape next)
    {
        if (source is IdentityMap || (IsUnpadded(next.Rows) && IsUnpadded(next.Columns)))
            return;
        if (source.HasBias)
            Note(node, "it pads with zeros what has a bias by then, and a single convolution would see that bias in the border (pad in the convolution before instead)");
        else if (!KernelAxis.PadsAlike(source.Shape.Rows, next.Rows) || !KernelAxis.PadsAlike(source.Shape.Columns, next.Columns))
            Note(node, "it pads with zeros where a single convolution would see the border of the convolution before (pad there instead)");
    }

    private void Note(Node node, string reason) => Obstacle ??= new(node.DisplayName, reason);

    private int? Channels(BranchRegion region)
    {
        foreach (var node in region.Nodes.Where(n => n.OpType is "Conv" or "BatchNormalization"))
        {
            if (LinearNodes.Operands(graph, node)![0] == region.Input || Feeds(region, node))
                return node.OpType == "Conv" ? (int)(LinearNodes.Weight(graph, node)!.Dims[1] * node.Int("group", 1)) : (int)GraphConstants.Resolve(graph, node.Inputs[1])!.Count;
        }

        return null;
    }

    /// <summary>Whether nothing between the region's input and <paramref name="node"/> changes the number of channels.</summary>
    private bool Feeds(BranchRegion region, Node node)
    {
        var value = node.Inputs[0];
        while (value != region.Input)
        {
            if (graph.Producer(value) is not { } producer || producer.OpType == "Conv" || !region.Nodes.Contains(producer))
                return false;
            value = LinearNodes.Operands(graph, producer)![0];
        }

        return true;
    }

    private static bool IsUnpadded(KernelAxis axis) => axis.Before == 0 && axis.After == 0;

    private static KernelAxis Axis(ConvGeometry geometry, int axis) => new(
        geometry.Kernel[axis], geometry.Strides[axis], geometry.Kernel[axis] > 1 ? geometry.Dilations[axis] : 1, geometry.Before[axis], geometry.After[axis]);
}
