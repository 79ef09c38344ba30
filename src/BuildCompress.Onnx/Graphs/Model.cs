namespace BuildCompress.Onnx.Graphs;

/// <summary>An ONNX model: a graph and what the file says about it.</summary>
/// <param name="IrVersion">Version of the ONNX file format.</param>
/// <param name="Opsets">Operator set versions by domain; <c>""</c> is the standard one.</param>
/// <param name="Producer">Name and version of the exporter.</param>
/// <param name="Metadata">Key-value pairs of the file.</param>
/// <param name="DocString">Free text.</param>
/// <param name="Graph">The network.</param>
public sealed record Model(
    long IrVersion, IReadOnlyDictionary<string, long> Opsets, (string Name, string Version) Producer,
    IReadOnlyDictionary<string, string> Metadata, string DocString, Graph Graph)
{
    /// <summary>Fields of the file that have no meaning here (model version, local functions…), written back as read.</summary>
    public ReadOnlyMemory<byte> Extra { get; init; }

    /// <summary>Full paths of the files beside the model's own that its tensors were read from.</summary>
    public IReadOnlyList<string> ExternalFiles { get; init; } = [];

    /// <summary>Version of the standard operator set.</summary>
    public long Opset => Opsets.GetValueOrDefault("", 0);
}
