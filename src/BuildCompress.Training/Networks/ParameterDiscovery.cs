using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Training.Networks;

/// <summary>Finds the constants that training changes: float32 tensors that operators read as weights or running statistics.</summary>
internal static class ParameterDiscovery
{
    /// <summary>Parameters and statistics of <paramref name="nodes"/> by the name of the constant, in graph order. A shared constant is found once.</summary>
    public static (List<(string Name, ParameterRole Role)> Parameters, List<string> Statistics) Find(Graph graph, IEnumerable<Node> nodes)
    {
        var parameters = new List<(string, ParameterRole)>();
        var statistics = new List<string>();
        var seen = new HashSet<string>();
        foreach (var node in nodes)
        {
            if (OperatorLowerings.Of(node) is not { } lowering)
                continue;
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                var role = lowering.RoleOf(i);
                if ((role is null && !lowering.IsStatistic(i)) || Origin(graph, node.Inputs[i]) is not { } name || !seen.Add(name))
                    continue;
                if (role is { } found)
                    parameters.Add((name, found));
                else
                    statistics.Add(name);
            }
        }

        return (parameters, statistics);
    }

    /// <summary>The float32 constant behind a value, seen through operators that only move numbers.</summary>
    public static string? Origin(Graph graph, string value)
    {
        while (graph.Producer(value) is { OpType: "Identity" or "Reshape" or "Transpose" or "Flatten" or "Squeeze" or "Unsqueeze" } mover)
            value = mover.Inputs[0];
        return graph.Constant(value) is { Element: ElementType.Float32 } ? value : null;
    }
}
