using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Surgery;

namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>
/// Puts one convolution in the place of every re-parametrisable block, in double precision. Exact up to rounding, borders included. It takes over
/// name, weight and attributes of the block's largest convolution, so that a network merges to the very form it had before its branches were inserted.
/// </summary>
public static class BlockMerging
{
    /// <summary>The same network without branches; the same object when it has none.</summary>
    public static Model Merge(Model model) => Of(model).Model;

    /// <summary>The same network without branches, and where they were.</summary>
    public static MergedModel Of(Model model)
    {
        var (blocks, obstacles) = BlockRecognition.Of(model);
        if (blocks.Count == 0)
            return new(model, model, [], obstacles);
        var graph = model.Graph;
        var names = new ValueNames(graph);
        var initializers = new Dictionary<string, ConstantTensor>(graph.Initializers);
        var arithmetic = new DoubleKernels(graph);
        var ends = new Dictionary<Node, Node?>(ReferenceEqualityComparer.Instance);
        var merged = new List<MergedBlock>();
        foreach (var block in blocks)
        {
            var (kernel, bias) = block.Map.Merge(arithmetic);
            var largest = block.Nodes.First(n => n.DisplayName == block.Name);
            var weightName = Store(largest.Inputs[1], kernel, block.Map.Shape.Dims);
            var biasName = bias is null ? null : Store(largest.Input(2) ?? $"{weightName}_bias", bias, bias.Length);
            var conv = Convolution(block, largest, weightName, biasName);
            foreach (var node in block.Nodes)
                ends[node] = null;
            ends[graph.Producer(block.Output)!] = conv;
            merged.Add(new MergedBlock(block, conv, weightName, biasName));
        }

        var nodes = graph.Nodes.Select(n => ends.TryGetValue(n, out var other) ? other : n).OfType<Node>().ToArray();
        var result = model with { Graph = UnusedParts.Remove(graph with { Nodes = nodes, Initializers = initializers }, graph) };
        return new(result, model, merged, obstacles);

        // What the largest convolution alone reads, the merged one takes over.
        string Store(string wanted, double[] numbers, params long[] dims)
        {
            var name = initializers.ContainsKey(wanted) && !graph.IsShared(wanted) ? wanted : names.New(wanted);
            initializers[name] = ConstantTensor.Of(Array.ConvertAll(numbers, v => (float)v), dims);
            return name;
        }
    }

    private static Node Convolution(BranchBlock block, Node largest, string weight, string? bias)
    {
        var shape = block.Map.Shape;
        string[] inputs = bias is null ? [block.Input, weight] : [block.Input, weight, bias];
        if (block.Largest == shape && largest.Inputs[0] == block.Input)
            return largest with { Inputs = inputs, Outputs = [block.Output] };
        var attributes = new Dictionary<string, AttributeValue>
        {
            ["dilations"] = new AttributeValue.Ints([shape.Rows.Dilation, shape.Columns.Dilation]),
            ["group"] = new AttributeValue.Int(shape.Groups),
            ["kernel_shape"] = new AttributeValue.Ints([shape.Rows.Size, shape.Columns.Size]),
            ["pads"] = new AttributeValue.Ints([shape.Rows.Before, shape.Columns.Before, shape.Rows.After, shape.Columns.After]),
            ["strides"] = new AttributeValue.Ints([shape.Rows.Stride, shape.Columns.Stride]),
        };
        return new Node(block.Name, "Conv", "", inputs, [block.Output], attributes);
    }
}
