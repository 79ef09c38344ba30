using BuildCompress.Onnx.Coupling;

namespace BuildCompress.Onnx.Reparametrisation;

/// <summary>The weights of a network of branches as it will be emitted: what budgets count. Its channel groups stay, its branches cost nothing.</summary>
public static class MergedCoupling
{
    /// <summary><paramref name="coupling"/> of <paramref name="merged"/>'s branches with one weight for every block, where its largest convolution was.</summary>
    public static CouplingMap Of(CouplingMap coupling, MergedModel merged)
    {
        if (merged.Blocks.Count == 0)
            return coupling;
        var inside = merged.Blocks.SelectMany(b => b.Block.Nodes.Select(n => (Node: n.DisplayName, Merged: b))).ToDictionary(n => n.Node, n => n.Merged);
        return coupling with
        {
            Weights = [.. coupling.Weights.Where(w => !inside.TryGetValue(w.Node, out var block) || block.Block.Name == w.Node)
                .Select(w => inside.TryGetValue(w.Node, out var block) ? Weight(coupling, w, block) : w)],
        };
    }

    private static WeightCoupling Weight(CouplingMap coupling, WeightCoupling largest, MergedBlock block)
    {
        var shape = block.Block.Map.Shape;
        var first = coupling.Weights.First(w => block.Block.Nodes.Any(n => n.DisplayName == w.Node));
        var last = coupling.Weights.Last(w => block.Block.Nodes.Any(n => n.DisplayName == w.Node));
        return new(
            block.Node.DisplayName, block.Weight,
            coupling.Channels.TryGetValue(block.Block.Output, out var output) ? output.Channels : last.Output,
            coupling.Channels.TryGetValue(block.Block.Input, out var input) ? input.Channels : first.Input,
            shape.Groups, shape.Taps, last.OutputPositions);
    }
}
