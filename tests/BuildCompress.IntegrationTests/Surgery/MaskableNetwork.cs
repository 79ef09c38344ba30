using BuildCompress.Onnx;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.IntegrationTests.Surgery;

/// <summary>
/// A network in its original shape whose channels can be silenced from outside: in front of every weight stands a multiplication by a vector of
/// zeros and ones that is a further input. What a dead channel still carries (ghosts of biases and normalisations included) is read by nobody.
/// </summary>
internal sealed class MaskableNetwork : IDisposable
{
    private const string Prefix = "mask of ";

    private readonly SessionOptions options = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
    private readonly InferenceSession session;
    private readonly CouplingMap coupling;
    private readonly string[] masked;

    public MaskableNetwork(Model model, CouplingMap coupling)
    {
        this.coupling = coupling;
        var readers = coupling.Parameters.Where(p => p.Kind == ParameterKind.Weight).Select(p => p.Node).ToHashSet<Node>(ReferenceEqualityComparer.Instance);
        masked = [.. readers.Select(node => node.Inputs[0]).Where(coupling.Channels.ContainsKey).Distinct()];
        var values = masked.ToHashSet();
        var multiplications = masked.ToDictionary(value => value, value => new Node(
            $"silence {value}", "Mul", "", [value, Prefix + value], [$"{value} silenced"], new Dictionary<string, AttributeValue>()));
        var nodes = new List<Node>();
        foreach (var node in model.Graph.Nodes)
        {
            var reads = readers.Contains(node) && values.Contains(node.Inputs[0]);
            if (reads && !nodes.Contains(multiplications[node.Inputs[0]]))
                nodes.Add(multiplications[node.Inputs[0]]);
            nodes.Add(reads ? node with { Inputs = [$"{node.Inputs[0]} silenced", .. node.Inputs.Skip(1)] } : node);
        }

        var inputs = masked.Select(value => new ValueInfo(Prefix + value, new TensorType(ElementType.Float32, [.. Shape(value).Select(d => (Dimension)d)])));
        var graph = model.Graph with { Nodes = nodes, Inputs = [.. model.Graph.Inputs, .. inputs] };
        session = new InferenceSession(OnnxFile.ToBytes(model with { Graph = graph }), options);
    }

    /// <summary>All outputs for one image batch when only the channels of <paramref name="selection"/> are heard.</summary>
    public float[][] Outputs(float[] image, long[] dims, ChannelSelection selection)
    {
        using var run = new RunOptions();
        List<OrtValue> values = [OrtValue.CreateTensorValueFromMemory(image, dims)];
        foreach (var value in masked)
        {
            float[] mask = [.. coupling.Channels[value].Channels.Select(channel => selection.Keeps(channel) ? 1f : 0f)];
            values.Add(OrtValue.CreateTensorValueFromMemory(mask, Shape(value)));
        }

        string[] names = [session.InputNames[0], .. masked.Select(value => Prefix + value)];
        using var outputs = session.Run(run, names, values, session.OutputNames);
        values.ForEach(value => value.Dispose());
        return [.. outputs.Select(o => o.GetTensorDataAsSpan<float>().ToArray())];
    }

    public void Dispose()
    {
        session.Dispose();
        options.Dispose();
    }

    private long[] Shape(string value)
    {
        var layout = coupling.Channels[value];
        return [.. Enumerable.Range(0, layout.Rank).Select(axis => axis == layout.Axes[0] ? (long)layout.Channels.Count : 1)];
    }
}
