using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Tests.Onnx;

/// <summary>Files that parse as protobuf but whose content is made to hurt: each kind puts one lie into a sound model.</summary>
public static class HostileModel
{
    public enum Kind
    {
        HugeSizes,
        NegativeSizes,
        Cycle,
        DuplicateName,
        RecursiveAttribute,
        Claim,
        Amplifier,
        ForeignInput,
        Miscounted,
    }

    private static readonly long[] Huge = [int.MaxValue, uint.MaxValue, 1L << 33, 1L << 62, long.MaxValue, 1L << 28];
    private static readonly long[] Negative = [-1, -2, int.MinValue, long.MinValue];

    /// <summary>The file of <paramref name="model"/> with one lie of the kind.</summary>
    public static byte[] Write(Model model, Kind kind, Random random)
    {
        var graph = model.Graph;
        return kind switch
        {
            Kind.HugeSizes => Write(model, Resized(graph, Huge, random)),
            Kind.NegativeSizes => Write(model, Resized(graph, Negative, random)),
            Kind.Cycle => Write(model, Rewired(graph, random, forward: true)),
            Kind.ForeignInput => Write(model, Rewired(graph, random, forward: false)),
            Kind.DuplicateName => Write(model, Renamed(graph, random)),
            Kind.RecursiveAttribute => Write(model, WithNode(graph, random, node => node with
            {
                Attributes = new Dictionary<string, AttributeValue>(node.Attributes) { ["body"] = new AttributeValue.Raw(Nested(1 << random.Next(1, 15))) },
            })),
            Kind.Amplifier => Write(model, Amplified(graph, random)),
            Kind.Miscounted => Write(model, Miscounted(graph, random)),
            _ => Claiming(OnnxFile.ToBytes(model), random),
        };
    }

    private static byte[] Write(Model model, Graph graph) => OnnxFile.ToBytes(model with { Graph = graph });

    private static Graph WithNode(Graph graph, Random random, Func<Node, Node> change)
    {
        var at = random.Next(graph.Nodes.Count);
        return graph with { Nodes = [.. graph.Nodes.Select((node, i) => i == at ? change(node) : node)] };
    }

    // Of an input, of a constant (whose bytes then do not fit), of its numbers (shapes, pads), or of an attribute.
    private static Graph Resized(Graph graph, long[] sizes, Random random)
    {
        var size = sizes[random.Next(sizes.Length)];
        switch (random.Next(4))
        {
            case 0 when graph.Inputs.Count > 0 && graph.Inputs[0].Type.Shape is { Count: > 0 } shape:
                Dimension[] dims = [.. shape];
                dims[random.Next(dims.Length)] = size;
                return graph with { Inputs = [graph.Inputs[0] with { Type = graph.Inputs[0].Type with { Shape = dims } }, .. graph.Inputs.Skip(1)] };
            case 1 when graph.Initializers.Count > 0:
                return WithConstant(graph, random, tensor => tensor with { Dims = [.. tensor.Dims.Take(Math.Max(0, tensor.Dims.Count - 1)), size] });
            case 2 when graph.Initializers.Values.Any(tensor => tensor.Element == ElementType.Int64 && tensor.Count > 0):
                return WithConstant(graph, random, tensor => tensor.Element != ElementType.Int64 || tensor.Count == 0 ? tensor
                    : ConstantTensor.Of([size, .. tensor.AsSpan<long>()[1..]], [.. tensor.Dims]), all: true);
            default:
                return WithNode(graph, random, node => node with
                {
                    Attributes = node.Attributes.ToDictionary(a => a.Key, a => a.Value switch
                    {
                        AttributeValue.Int => new AttributeValue.Int(size),
                        AttributeValue.Ints ints => new AttributeValue.Ints([.. ints.Values.Select((value, i) => i == 0 ? size : value)]),
                        _ => a.Value,
                    }),
                });
        }
    }

    private static Graph WithConstant(Graph graph, Random random, Func<ConstantTensor, ConstantTensor> change, bool all = false)
    {
        var at = random.Next(graph.Initializers.Count);
        return graph with { Initializers = graph.Initializers.Select((pair, i) => (pair.Key, Value: all || i == at ? change(pair.Value) : pair.Value)).ToDictionary(p => p.Key, p => p.Value) };
    }

    // A list of numbers (axes, bounds, sizes, a permutation) that is too short, too long, or has a wrong small number in it.
    private static Graph Miscounted(Graph graph, Random random)
    {
        var lists = graph.Nodes.SelectMany(node => node.Attributes.Where(a => a.Value is AttributeValue.Ints { Values.Count: > 0 }).Select(a => (Node: (Node?)node, a.Key)))
            .Concat(graph.Initializers.Where(i => i.Value is { Element: ElementType.Int64, Dims.Count: 1, Count: > 0 }).Select(i => (Node: (Node?)null, i.Key))).ToArray();
        if (lists.Length == 0)
            return graph;
        var (owner, key) = lists[random.Next(lists.Length)];
        return owner is not null
            ? graph with { Nodes = [.. graph.Nodes.Select(node => node != owner ? node : node with { Attributes = node.Attributes.ToDictionary(
                a => a.Key, a => a.Key == key ? new AttributeValue.Ints(Change(((AttributeValue.Ints)a.Value).Values)) : a.Value) })] }
            : graph with { Initializers = graph.Initializers.ToDictionary(i => i.Key, i => i.Key != key ? i.Value : Vector(Change(i.Value.AsSpan<long>().ToArray()))) };

        static ConstantTensor Vector(long[] values) => ConstantTensor.Of(values, values.Length);

        long[] Change(IReadOnlyList<long> values)
        {
            var at = random.Next(values.Count);
            return random.Next(4) switch
            {
                0 => [.. values.Take(at)],
                1 => [.. values, .. values.Take(at + 1)],
                _ => [.. values.Select((value, i) => i == at ? random.Next(-4, 10) : value)],
            };
        }
    }

    // An input read from a later node closes a circle; from any other value it has the wrong shape or type.
    private static Graph Rewired(Graph graph, Random random, bool forward)
    {
        string[] values = [.. graph.Nodes.SelectMany(node => node.Outputs), .. graph.Initializers.Keys];
        return WithNode(graph, random, node =>
        {
            var source = forward ? node.Outputs[0] : values[random.Next(values.Length)];
            var later = graph.Consumers(source);
            if (forward && later.Count > 0)
                source = later[random.Next(later.Count)].Outputs[0];
            string[] inputs = [.. node.Inputs, .. random.Next(4) == 0 ? [source] : Array.Empty<string>()];
            if (inputs.Length > 0)
                inputs[random.Next(inputs.Length)] = source;
            return node with { Inputs = inputs };
        });
    }

    private static Graph Renamed(Graph graph, Random random)
    {
        string[] values = [.. graph.Nodes.SelectMany(node => node.Outputs), .. graph.Initializers.Keys, .. graph.Inputs.Select(input => input.Name)];
        var name = values[random.Next(values.Length)];
        return random.Next(3) switch
        {
            0 => graph with { Inputs = [.. graph.Inputs, new ValueInfo(name, new TensorType(ElementType.Float32, [1]))] },
            1 => graph with { Outputs = [.. graph.Outputs, .. graph.Outputs] },
            _ => WithNode(graph, random, node => node with { Outputs = [name, .. node.Outputs.Skip(1)] }),
        };
    }

    // One small node that asks for gigabytes.
    private static Graph Amplified(Graph graph, Random random)
    {
        long[] size = random.Next(2) == 0 ? [1L << 29] : [1 << 15, 1 << 15, 1 << 15, 1 << 15];
        var none = new Dictionary<string, AttributeValue>();
        var value = graph.Nodes[random.Next(graph.Nodes.Count)].Outputs[0];
        var node = random.Next(5) switch
        {
            0 => new Node("big", "ConstantOfShape", "", ["big_size"], ["big"], none),
            1 => new Node("big", "Expand", "", ["big_one", "big_size"], ["big"], none),
            2 => new Node("big", "Tile", "", [value, "big_size"], ["big"], none),
            3 => new Node("big", "Reshape", "", [value, "big_size"], ["big"], none),
            _ => new Node("big", "Resize", "", [value, "", "", "big_size"], ["big"], none),
        };
        var initializers = new Dictionary<string, ConstantTensor>(graph.Initializers)
        {
            ["big_size"] = ConstantTensor.Of(size, size.Length), ["big_one"] = ConstantTensor.Of([1L], 1),
        };
        return graph with
        {
            Nodes = [.. graph.Nodes, node, new Node("use", "Conv", "", ["big", "big"], ["used"], none)],
            Outputs = [.. graph.Outputs, new ValueInfo("used", new TensorType(ElementType.Float32, null))],
            Initializers = initializers,
        };
    }

    // attribute { graph { node { attribute { graph ..., written from outside to inside once all lengths are known.
    private static ReadOnlyMemory<byte> Nested(int depth)
    {
        byte[] name = [0x0A, 4, (byte)'b', (byte)'o', (byte)'d', (byte)'y'];
        byte[] type = [0xA0, 0x01, 5];
        var node = SmallModels.Node("If", "x", "y").ToMemory().ToArray();
        var beginnings = new Stack<byte[]>();
        var length = name.Length + type.Length;
        for (var i = 0; i < depth; i++)
        {
            byte[] attribute = [(Fields.Node.Attribute << 3) | 2, .. Varint(length)];
            byte[] graphNode = [(Fields.Graph.Node << 3) | 2, .. Varint(node.Length + attribute.Length + length)];
            byte[] graph = [(Fields.Attribute.Graph << 3) | 2, .. Varint(graphNode.Length + node.Length + attribute.Length + length)];
            beginnings.Push([.. name, .. graph, .. graphNode, .. node, .. attribute]);
            length += beginnings.Peek().Length + type.Length;
        }

        return (byte[])[.. beginnings.SelectMany(b => b), .. name, .. type, .. Enumerable.Repeat(type, depth).SelectMany(t => t)];
    }

    private static byte[] Varint(int value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }

    // A field that says it has 2 GB to follow, at the end or in the middle of the file.
    private static byte[] Claiming(byte[] file, Random random)
    {
        byte[] length = random.Next(2) == 0 ? [0xFF, 0xFF, 0xFF, 0xFF, 0x07] : [0x80, 0x80, 0x80, 0x80, 0x08];
        byte[] claim = [(byte)((random.Next(1, 16) << 3) | 2), .. length];
        var at = random.Next(2) == 0 ? file.Length : random.Next(file.Length);
        return [.. file[..at], .. claim, .. file[at..]];
    }
}
