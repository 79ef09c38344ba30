using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Export;

/// <summary><see cref="Graph"/> → GraphProto.</summary>
internal static class GraphWriter
{
    // Before this version of the format, every initializer had to be listed as an input too.
    private const int InitializersStandAlone = 4;

    public static ProtoWriter Write(Graph graph, long irVersion, ExternalDataSink? external)
    {
        var writer = new ProtoWriter();
        foreach (var node in graph.Nodes)
            writer.Message(Fields.Graph.Node, NodeWriter.Write(node));
        writer.Text(Fields.Graph.Name, graph.Name);
        foreach (var (name, tensor) in graph.Initializers)
            writer.Message(Fields.Graph.Initializer, TensorWriter.Write(tensor, name, external));
        foreach (var input in graph.Inputs)
            writer.Message(Fields.Graph.Input, ValueInfoWriter.Write(input));
        foreach (var name in irVersion < InitializersStandAlone ? graph.Initializers.Keys : graph.OverridableInitializers)
        {
            if (graph.Initializers.TryGetValue(name, out var tensor))
                writer.Message(Fields.Graph.Input, ValueInfoWriter.Write(new ValueInfo(name, TensorType.Of(tensor))));
        }

        foreach (var output in graph.Outputs)
            writer.Message(Fields.Graph.Output, ValueInfoWriter.Write(output));
        foreach (var value in graph.OpaqueValues)
            writer.Message(Fields.Graph.ValueInfo, ValueInfoWriter.Write(value));
        writer.Raw(graph.Extra);
        return writer;
    }
}
