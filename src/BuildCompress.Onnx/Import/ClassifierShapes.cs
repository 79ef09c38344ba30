using BuildCompress.Core.Diagnostics;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Import;

/// <summary>Every size but the batch must be known, and the output must be <c>[N, classes]</c>.</summary>
internal static class ClassifierShapes
{
    public static IEnumerable<Diagnostic> Check(Graph graph, InferredTypes types, string path)
    {
        var batch = types[graph.Inputs[0].Name]!.Shape![0];
        foreach (var node in graph.Nodes)
        {
            if (types[node.Outputs[0]]?.Shape is { } shape && shape.Index().All(dim => dim.Item.Value > 0 || dim.Index == 0 || dim.Item == batch))
                continue;

            // What follows is unknown because of this node.
            yield return DiagnosticCatalog.ShapeUnknown.ForNode(
                node.DisplayName,
                $"The output of {node} has the shape {types[node.Outputs[0]]?.ToString() ?? "?"}: it does not follow from the inputs {string.Join(", ", node.Inputs.Select(input => types[input]?.ToString() ?? "?"))}.",
                "Check the model in ONNX Runtime; if it runs there, export it with constant shapes (constant folding on).", path);
            yield break;
        }

        var output = graph.Outputs[0];
        if (types[output.Name] is not { Shape: [_, { Value: <= int.MaxValue }] })
        {
            yield return DiagnosticCatalog.NotOneClassOutput.In(
                path, $"The model's output '{output.Name}' is {types[output.Name]}, not [N, classes].", "Export the model with one row of class scores per image.");
        }
    }
}
