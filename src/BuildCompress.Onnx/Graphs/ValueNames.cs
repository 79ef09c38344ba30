namespace BuildCompress.Onnx.Graphs;

/// <summary>The names of all values of a graph, so that a value that a pass adds never takes the name of another.</summary>
internal sealed class ValueNames(Graph graph)
{
    private readonly HashSet<string> taken =
    [
        .. graph.Inputs.Select(i => i.Name), .. graph.Outputs.Select(o => o.Name), .. graph.Initializers.Keys,
        .. graph.Nodes.SelectMany(n => n.Inputs.Concat(n.ImplicitInputs).Concat(n.Outputs)),
    ];

    /// <summary><paramref name="wanted"/>, or when that is taken already <c>wanted_2</c>, <c>wanted_3</c>… The name is taken from then on.</summary>
    public string New(string wanted)
    {
        var name = wanted;
        for (var k = 2; !taken.Add(name); k++)
            name = $"{wanted}_{k}";
        return name;
    }
}
