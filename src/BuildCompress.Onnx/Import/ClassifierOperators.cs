using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Onnx.Import;

/// <summary>
/// What the graph of a classifier to compress must not contain: operators of which nothing is known, quantisation, and a softmax behind
/// the class scores; and the Conv that it must.
/// </summary>
internal static class ClassifierOperators
{
    /// <summary>One diagnostic per operator that must not be there, at its first node; one when there is nothing to compress.</summary>
    public static IEnumerable<Diagnostic> Check(Graph graph, string path)
    {
        foreach (var nodes in graph.Nodes.Where(node => NextStep(graph, node) is not null).GroupBy(node => (node.Domain, node.OpType)))
        {
            var first = nodes.First();
            var name = first.Domain.Length > 0 ? $"{first.Domain}.{first.OpType}" : first.OpType;
            var more = nodes.Count() > 1 ? $" (and {nodes.Count() - 1} more)" : "";
            yield return DiagnosticCatalog.OperatorNotSupported.ForNode(
                first.DisplayName, $"Node '{first.DisplayName}'{more} uses the operator {name}, which is not supported here.", NextStep(graph, first)!, path);
        }

        if (!graph.Nodes.Any(node => node.OpType == "Conv"))
        {
            yield return DiagnosticCatalog.NotConvolutional.In(
                path, "The model has no Conv node: it is not a convolutional network.", "Only convolutional image classifiers can be compressed.");
        }
    }

    // Null for what may be there.
    private static string? NextStep(Graph graph, Node node) => node.OpType switch
    {
        "DequantizeLinear" or "QuantizeLinear" or "QLinearConv" or "ConvInteger" => "Give the float model: this one is quantised already.",
        "Softmax" or "LogSoftmax" when graph.Outputs.Any(output => output.Name == node.Outputs[0]) =>
            "Export the model up to the class scores (logits), without the final softmax.",
        _ => ShapeRules.Knows(node) ? null : "Replace the layer by standard ONNX operators: nothing is known of this one, so it cannot be trained.",
    };
}
