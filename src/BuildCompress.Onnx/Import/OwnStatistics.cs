using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Import;

/// <summary>
/// Gives every batch normalisation running statistics of its own. Exporters store equal tensors once, such as a variance and a scale that are
/// all ones; but scales are trained and statistics follow the data.
/// </summary>
internal static class OwnStatistics
{
    private const int Mean = 3, Variance = 4;

    public static Model Separate(Model model)
    {
        var graph = model.Graph;
        var names = new ValueNames(graph);
        var initializers = new Dictionary<string, ConstantTensor>(graph.Initializers);
        var nodes = graph.Nodes.Select(node => node.OpType == "BatchNormalization" ? Own(Own(node, Mean), Variance) : node).ToArray();
        return initializers.Count == graph.Initializers.Count
            ? model : model with { Graph = UnusedParts.Remove(graph with { Nodes = nodes, Initializers = initializers }, graph) };

        Node Own(Node norm, int input)
        {
            if (norm.Input(input) is not { } shared || !graph.IsShared(shared) || graph.Constant(shared) is not { } values)
                return norm;
            var name = names.New($"{norm.DisplayName}_{(input == Mean ? "mean" : "variance")}");
            initializers[name] = values;
            return norm.WithInput(input, name);
        }
    }
}
