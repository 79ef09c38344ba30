using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Protobuf;

namespace BuildCompress.Onnx.Import;

/// <summary>
/// Checks that nodes form a graph (every value produced once and before it is read) and sorts them when a file does not:
/// nodes keep the file's order wherever they can.
/// </summary>
internal static class TopologicalOrder
{
    public static IReadOnlyList<Node> Sort(
        List<Node> nodes, List<ValueInfo> inputs, List<ValueInfo> outputs, Dictionary<string, ConstantTensor> initializers, List<string> sparse)
    {
        // Value → index of the node that produces it; -1 for values that are there from the beginning.
        var producers = new Dictionary<string, int>();
        foreach (var name in initializers.Keys.Concat(sparse))
            producers[name] = -1;
        foreach (var input in inputs)
        {
            if (!producers.TryAdd(input.Name, -1))
                throw MalformedModelException.Graph($"two inputs are named '{input.Name}'");
        }

        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var output in nodes[i].Outputs)
            {
                if (output.Length > 0 && !producers.TryAdd(output, i))
                    throw MalformedModelException.Graph($"value '{output}' of {nodes[i]} is already produced elsewhere", nodes[i].DisplayName);
            }
        }

        foreach (var output in outputs)
        {
            if (!producers.ContainsKey(output.Name))
                throw MalformedModelException.Graph($"the graph's output '{output.Name}' is produced by no node");
        }

        return Order(nodes, Dependencies(nodes, producers));
    }

    private static int[][] Dependencies(List<Node> nodes, Dictionary<string, int> producers)
    {
        var dependencies = new int[nodes.Count][];
        for (var i = 0; i < nodes.Count; i++)
        {
            List<int> before = [];
            foreach (var input in nodes[i].Inputs.Concat(nodes[i].ImplicitInputs))
            {
                if (input.Length == 0)
                    continue;
                if (!producers.TryGetValue(input, out var producer))
                    throw MalformedModelException.Graph($"{nodes[i]} reads '{input}', which nothing produces", nodes[i].DisplayName);
                if (producer >= 0)
                    before.Add(producer);
            }

            dependencies[i] = [.. before];
        }

        return dependencies;
    }

    private static IReadOnlyList<Node> Order(List<Node> nodes, int[][] dependencies)
    {
        var waiting = new int[nodes.Count];
        var readers = new List<int>?[nodes.Count];
        var ready = new PriorityQueue<int, int>();
        for (var i = 0; i < nodes.Count; i++)
        {
            waiting[i] = dependencies[i].Length;
            foreach (var producer in dependencies[i])
                (readers[producer] ??= []).Add(i);
            if (waiting[i] == 0)
                ready.Enqueue(i, i);
        }

        var order = new List<Node>(nodes.Count);
        while (ready.TryDequeue(out var next, out _))
        {
            order.Add(nodes[next]);
            foreach (var reader in readers[next] ?? [])
            {
                if (--waiting[reader] == 0)
                    ready.Enqueue(reader, reader);
            }
        }

        if (order.Count == nodes.Count)
            return order;
        var stuck = nodes[Array.FindIndex(waiting, count => count > 0)];
        throw MalformedModelException.Graph($"{stuck} depends on its own output: the nodes form a cycle", stuck.DisplayName);
    }
}
