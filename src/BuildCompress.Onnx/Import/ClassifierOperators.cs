using System.Collections.Frozen;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Import;

/// <summary>The operators that the whole journey understands: training, cutting and quantising.</summary>
internal static class ClassifierOperators
{
    private static readonly FrozenSet<string> Supported = FrozenSet.Create(
        "Add", "AveragePool", "BatchNormalization", "Clip", "Constant", "Conv", "Dropout", "Flatten", "Gemm", "GlobalAveragePool",
        "Identity", "MaxPool", "Pad", "Relu", "Reshape", "Slice");

    /// <summary>One diagnostic per unsupported operator, at its first node; one when there is nothing to compress.</summary>
    public static IEnumerable<Diagnostic> Check(Graph graph, string path)
    {
        foreach (var nodes in graph.Nodes.Where(node => node.Domain.Length > 0 || !Supported.Contains(node.OpType)).GroupBy(node => (node.Domain, node.OpType)))
        {
            var first = nodes.First();
            var name = first.Domain.Length > 0 ? $"{first.Domain}.{first.OpType}" : first.OpType;
            var more = nodes.Count() > 1 ? $" (and {nodes.Count() - 1} more)" : "";
            yield return DiagnosticCatalog.OperatorNotSupported.ForNode(
                first.DisplayName, $"Node '{first.DisplayName}'{more} uses the operator {name}, which is not supported.", NextStep(first), path);
        }

        if (!graph.Nodes.Any(node => node.OpType == "Conv"))
        {
            yield return DiagnosticCatalog.NotConvolutional.In(
                path, "The model has no Conv node: it is not a convolutional network.", "Only convolutional image classifiers can be compressed.");
        }
    }

    private static string NextStep(Node node) => node.OpType switch
    {
        "Softmax" or "LogSoftmax" => "Export the model up to the class scores (logits), without the final softmax.",
        "DequantizeLinear" or "QuantizeLinear" or "QLinearConv" or "ConvInteger" => "Give the float model: this one is quantised already.",
        _ => $"Supported are {string.Join(", ", Supported.Order(StringComparer.Ordinal))}.",
    };
}
