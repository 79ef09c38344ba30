using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.IntegrationTests.Devices;

/// <summary>Models an agent may be sent: good ones, and such as hang or eat memory when they run.</summary>
internal static class BadModels
{
    private static readonly Dictionary<string, AttributeValue> NoAttributes = [];

    /// <summary>A product of matrices: about 0.1 ms.</summary>
    public static byte[] Harmless(int size = 192)
    {
        var weight = new float[size * size];
        for (var i = 0; i < weight.Length; i++)
            weight[i] = i % 7 * 0.01f;
        return Write(
            [Value("x", ElementType.Float32, size, size)], [Value("y", ElementType.Float32, size, size)],
            [new Node("product", "MatMul", "", ["x", "w"], ["y"], NoAttributes)],
            new() { ["w"] = ConstantTensor.Of(weight, size, size) });
    }

    /// <summary>Spreads one number over a tensor of so many bytes and takes the largest of it.</summary>
    public static byte[] Allocating(long bytes) => Write(
        [Value("x", ElementType.Float32, 1)], [Value("y", ElementType.Float32, 1)],
        [
            new Node("spread", "Expand", "", ["x", "shape"], ["many"], NoAttributes),
            new Node("largest", "ReduceMax", "", ["many"], ["y"], new Dictionary<string, AttributeValue> { ["keepdims"] = new AttributeValue.Int(1) }),
        ],
        new() { ["shape"] = ConstantTensor.Of([bytes / sizeof(float)], 1) });

    /// <summary>Counts up for ever.</summary>
    public static byte[] Endless()
    {
        var body = Graph(
            [Value("i", ElementType.Int64), Value("go", ElementType.Bool), Value("before", ElementType.Float32, 1)],
            [Value("goOn", ElementType.Bool), Value("after", ElementType.Float32, 1)],
            [
                new Node("keepGoing", "Identity", "", ["go"], ["goOn"], NoAttributes),
                new Node("count", "Add", "", ["before", "one"], ["after"], NoAttributes),
            ],
            new() { ["one"] = ConstantTensor.Of([1f], 1) });
        return Write(
            [Value("x", ElementType.Float32, 1)], [Value("y", ElementType.Float32, 1)],
            [new Node("forEver", "Loop", "", ["", "true", "x"], ["y"], new Dictionary<string, AttributeValue> { ["body"] = Subgraph("body", body) })],
            new() { ["true"] = new ConstantTensor(ElementType.Bool, [], new byte[] { 1 }) });
    }

    private static ValueInfo Value(string name, ElementType element, params long[] shape) =>
        new(name, new TensorType(element, [.. shape.Select(extent => new Dimension(extent))]));

    private static Graph Graph(ValueInfo[] inputs, ValueInfo[] outputs, Node[] nodes, Dictionary<string, ConstantTensor> initializers) =>
        new("graph", inputs, outputs, nodes, initializers);

    private static Model Model(Graph graph) =>
        new(8, new Dictionary<string, long> { [""] = 17 }, ("tests", "1"), new Dictionary<string, string>(), "", graph);

    private static byte[] Write(ValueInfo[] inputs, ValueInfo[] outputs, Node[] nodes, Dictionary<string, ConstantTensor> initializers) =>
        OnnxFile.ToBytes(Model(Graph(inputs, outputs, nodes, initializers)));

    /// <summary>An <c>AttributeProto</c> (onnx.proto: name 1, g 6, type 20 = GRAPH 5) around the graph of a written model (graph 7).</summary>
    private static AttributeValue.Raw Subgraph(string name, Graph graph)
    {
        var model = OnnxFile.ToBytes(Model(graph));
        var position = 0;
        while (true)
        {
            var tag = ReadVarint(model, ref position);
            var length = (int)ReadVarint(model, ref position); // the value itself, of a number
            if (tag == (7 << 3 | 2))
                return new AttributeValue.Raw(Attribute(name, model.AsSpan(position, length)));
            if ((tag & 7) == 2)
                position += length;
        }
    }

    private static byte[] Attribute(string name, ReadOnlySpan<byte> graph)
    {
        var proto = new List<byte> { 1 << 3 | 2, (byte)name.Length };
        proto.AddRange(System.Text.Encoding.ASCII.GetBytes(name));
        proto.Add(6 << 3 | 2);
        for (var length = (uint)graph.Length; ; length >>= 7)
        {
            proto.Add((byte)(length < 0x80 ? length : length | 0x80));
            if (length < 0x80)
                break;
        }
        proto.AddRange(graph);
        proto.AddRange([0xA0, 0x01, 5]);
        return [.. proto];
    }

    private static ulong ReadVarint(byte[] bytes, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
