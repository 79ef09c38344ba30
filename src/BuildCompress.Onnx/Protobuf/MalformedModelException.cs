using BuildCompress.Core.Diagnostics;

namespace BuildCompress.Onnx.Protobuf;

/// <summary>What is wrong with a model file, before the file's path is known; <see cref="OnnxFile"/> turns it into a diagnostic.</summary>
/// <param name="kind">The diagnostic it becomes.</param>
/// <param name="message">Cause in one sentence.</param>
/// <param name="node">The graph node concerned, when there is one.</param>
internal sealed class MalformedModelException(DiagnosticDescriptor kind, string message, string? node = null) : Exception(message)
{
    public DiagnosticDescriptor Kind => kind;

    public string? Node => node;

    /// <summary>The bytes are not a protobuf message of the ONNX schema.</summary>
    public static MalformedModelException Corrupt(string message) => new(DiagnosticCatalog.ModelCorrupt, message);

    /// <summary>A tensor's shape, type and data do not fit together.</summary>
    public static MalformedModelException Tensor(string message) => new(DiagnosticCatalog.TensorInvalid, message);

    /// <summary>External tensor data is missing, too short or outside the model's folder.</summary>
    public static MalformedModelException ExternalData(string message) => new(DiagnosticCatalog.ExternalDataUnusable, message);

    /// <summary>The nodes do not form a graph: a cycle, a value produced twice or never.</summary>
    public static MalformedModelException Graph(string message, string? node = null) => new(DiagnosticCatalog.GraphInvalid, message, node);
}
