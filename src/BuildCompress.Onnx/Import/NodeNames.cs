using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Import;

/// <summary>Names every node, and each differently: reports, plans and messages tell layers apart by name, the file format does not ask for it.</summary>
internal static class NodeNames
{
    /// <summary>The first node of a name keeps it; other and nameless ones are called after their first output, numbered where that is taken too.</summary>
    public static Model MakeUnique(Model model)
    {
        var taken = new HashSet<string>();
        var keeps = model.Graph.Nodes.Select(node => node.Name.Length > 0 && taken.Add(node.Name)).ToArray();
        if (!keeps.Contains(false))
            return model;
        return model with { Graph = model.Graph with { Nodes = [.. model.Graph.Nodes.Select((node, i) => keeps[i] ? node : node with { Name = New(node) })] } };

        string New(Node node)
        {
            var wanted = (node with { Name = "" }).DisplayName;
            var name = wanted;
            for (var k = 2; !taken.Add(name); k++)
                name = $"{wanted}_{k}";
            return name;
        }
    }
}
