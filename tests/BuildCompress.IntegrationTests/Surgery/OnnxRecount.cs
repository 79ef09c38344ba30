using System.Buffers.Binary;
using System.Text;

namespace BuildCompress.IntegrationTests.Surgery;

/// <summary>Nodes and initializers of an ONNX file by its wire format alone: a second opinion on what a file holds.</summary>
internal sealed class OnnxRecount
{
    private const int FloatTensor = 1;
    private readonly Dictionary<string, (long[] Dims, long Type, long Elements)> initializers = [];
    private readonly List<(string Op, List<string> Inputs, List<string> Outputs)> nodes = [];

    public OnnxRecount(byte[] file)
    {
        foreach (var (field, value, _) in Fields(file).Where(f => f.Field == 7))
        {
            foreach (var (part, content, _) in Fields(value))
            {
                if (part == 1)
                    ReadNode(content);
                else if (part == 5)
                    ReadInitializer(content);
            }
        }
    }

    public IReadOnlyList<(string Op, List<string> Inputs, List<string> Outputs)> Nodes => nodes;

    public long[]? Dims(string value) => initializers.TryGetValue(value, out var tensor) ? tensor.Dims : null;

    /// <summary>Elements of all float initializers that are no scalars and that something but a Resize reads.</summary>
    public long Parameters() => initializers.Where(pair => pair.Value.Type == FloatTensor && pair.Value.Dims.Length > 0
        && nodes.Any(node => node.Op is not ("Resize" or "Upsample") && node.Inputs.Contains(pair.Key))).Sum(pair => pair.Value.Elements);

    private void ReadNode(ReadOnlyMemory<byte> bytes)
    {
        var (op, inputs, outputs) = ("", new List<string>(), new List<string>());
        foreach (var (field, value, _) in Fields(bytes))
        {
            if (field == 1)
                inputs.Add(Encoding.UTF8.GetString(value.Span));
            else if (field == 2)
                outputs.Add(Encoding.UTF8.GetString(value.Span));
            else if (field == 4)
                op = Encoding.UTF8.GetString(value.Span);
        }

        nodes.Add((op, inputs, outputs));
    }

    private void ReadInitializer(ReadOnlyMemory<byte> bytes)
    {
        var (name, type, dims, data) = ("", 0L, new List<long>(), 0L);
        foreach (var (field, value, number) in Fields(bytes))
        {
            if (field == 1 && value.IsEmpty)
                dims.Add(number);
            else if (field == 1)
                dims.AddRange(Varints(value));
            else if (field == 2)
                type = number;
            else if (field == 8)
                name = Encoding.UTF8.GetString(value.Span);
            else if (field is 4 or 9)
                data = value.Length;
        }

        var elements = type == FloatTensor ? data / sizeof(float) : 0;
        if (type == FloatTensor)
            Assert.Equal(dims.Aggregate(1L, (a, b) => a * b), elements);
        initializers[name] = ([.. dims], type, elements);
    }

    private static IEnumerable<(long Field, ReadOnlyMemory<byte> Value, long Number)> Fields(ReadOnlyMemory<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var key = Varint(bytes.Span, ref at);
            ReadOnlyMemory<byte> value = default;
            var number = 0L;
            switch (key & 7)
            {
                case 0:
                    number = Varint(bytes.Span, ref at);
                    break;
                case 1:
                    number = BinaryPrimitives.ReadInt64LittleEndian(bytes.Span[at..]);
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(bytes.Span, ref at);
                    value = bytes.Slice(at, length);
                    at += length;
                    break;
                default:
                    at += 4;
                    break;
            }

            yield return (key >> 3, value, number);
        }
    }

    private static List<long> Varints(ReadOnlyMemory<byte> bytes)
    {
        var numbers = new List<long>();
        for (var at = 0; at < bytes.Length;)
            numbers.Add(Varint(bytes.Span, ref at));
        return numbers;
    }

    private static long Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var (number, shift) = (0L, 0);
        for (; bytes[at] >= 0x80; shift += 7)
            number |= (long)(bytes[at++] & 0x7f) << shift;
        return number | ((long)bytes[at++] << shift);
    }
}
