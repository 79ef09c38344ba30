namespace BuildCompress.Tests.Reparametrisation;

/// <summary>Every kind of block: its name, and how its output is made from <c>x</c>.</summary>
internal static class BranchCases
{
    private const int C = BranchGraph.Channels;

    public static IReadOnlyDictionary<string, Func<BranchGraph, string>> Mergeable { get; } = new Dictionary<string, Func<BranchGraph, string>>
    {
        ["RepVGG"] = g => g.Add(g.Norm(g.Conv("x", C, C, 3, 3), C), g.Norm(g.Conv("x", C, C, 1, 1), C), g.Norm("x", C)),
        ["RepVGG in additions of two"] = g => g.Add(g.Add(g.Norm(g.Conv("x", C, C, 3, 3), C), g.Norm(g.Conv("x", C, C, 1, 1), C)), g.Norm("x", C)),
        ["RepVGG of stride 2"] = g => g.Add(g.Norm(g.Conv("x", C, 10, 3, 3, stride: 2), 10), g.Norm(g.Conv("x", C, 10, 1, 1, stride: 2), 10)),
        ["grouped RepVGG"] = g => g.Add(g.Norm(g.Conv("x", C, C, 3, 3, groups: 2), C), g.Norm(g.Conv("x", C, C, 1, 1, groups: 2), C), g.Norm("x", C)),
        ["depthwise RepVGG"] = g => g.Add(g.Norm(g.Conv("x", C, C, 3, 3, groups: C), C), g.Norm(g.Conv("x", C, C, 1, 1, groups: C), C), g.Norm("x", C)),
        ["branches of different groups"] = g => g.Add(g.Conv("x", C, C, 3, 3, groups: 1), g.Conv("x", C, C, 3, 3, groups: 3), g.Conv("x", C, C, 1, 1, groups: 2)),
        ["ACNet"] = g => g.Add(g.Norm(g.Conv("x", C, 8, 3, 3), 8), g.Norm(g.Conv("x", C, 8, 1, 3), 8), g.Norm(g.Conv("x", C, 8, 3, 1), 8)),
        ["ACNet of stride 2, normalised after the sum"] = g => g.Norm(g.Add(
            g.Conv("x", C, 8, 3, 3, stride: 2, bias: true), g.Conv("x", C, 8, 1, 3, stride: 2), g.Conv("x", C, 8, 3, 1, stride: 2)), 8),
        ["ECBSR"] = g => g.Add(
            g.Conv("x", C, C, 3, 3, bias: true),
            g.Conv(g.Conv("x", C, 12, 1, 1, pads: [1, 1, 1, 1], bias: true), 12, C, 3, 3, pads: [0, 0, 0, 0], bias: true),
            g.Conv(g.Conv("x", C, C, 1, 1, pads: [1, 1, 1, 1], bias: true), C, C, 3, 3, pads: [0, 0, 0, 0], groups: C, bias: true),
            g.Constant("Add", g.Constant("Mul", g.Conv(g.Conv("x", C, C, 1, 1, pads: [1, 1, 1, 1], bias: true), C, C, 3, 3, pads: [0, 0, 0, 0], groups: C), C, 1, 1), 1, C, 1, 1),
            "x"),
        ["1x1, then 3x3 of stride 2"] = g => g.Conv(g.Norm(g.Conv("x", C, 15, 1, 1, pads: [1, 1, 1, 1]), 15), 15, 8, 3, 3, pads: [0, 0, 0, 0], stride: 2, bias: true),
        ["1x1 without bias, then padded 3x3"] = g => g.Norm(g.Conv(g.Conv("x", C, 12, 1, 1), 12, C, 3, 3), C),
        ["3x3, then 1x1, and a shortcut"] = g => g.Add(g.Conv(g.Norm(g.Conv("x", C, 20, 3, 3), 20), 20, C, 1, 1, bias: true), "x"),
        ["1x1 of stride 2, then dilated 3x3"] = g => g.Conv(g.Conv("x", C, 30, 1, 1, stride: 2), 30, C, 3, 3, pads: [2, 2, 2, 2], dilation: 2),
        ["3x3 of stride 2, then 1x1 of stride 2"] = g => g.Conv(g.Conv("x", C, 30, 3, 3, stride: 2, bias: true), 30, 4, 1, 1, stride: 2),
        ["grouped 1x1, then 3x3 of other groups"] = g => g.Conv(g.Conv("x", C, 36, 1, 1, groups: 2), 36, C, 3, 3, groups: 6),
        ["dilated branches"] = g => g.Add(g.Conv("x", C, C, 5, 5), g.Conv("x", C, C, 3, 3, dilation: 2, pads: [2, 2, 2, 2]), g.Conv("x", C, C, 3, 3)),
        ["a wide window, cropped"] = g => g.Add(g.Conv("x", C, C, 3, 2, pads: [1, 0, 1, 1]), g.Conv("x", C, C, 2, 3, pads: [0, 1, 1, 1]), g.Conv("x", C, C, 3, 3)),
        ["padding by a node of its own"] = g => g.Add(g.Conv(g.Pad("x", 0, 0, 1, 1, 0, 0, 1, 1), C, C, 3, 3, pads: [0, 0, 0, 0], bias: true), g.Conv("x", C, C, 1, 1)),
        ["padding named, stride 2"] = g => g.Add(g.Norm(g.Conv("x", C, 8, 3, 3, stride: 2, autoPad: "SAME_UPPER"), 8), g.Conv("x", C, 8, 1, 1, stride: 2, autoPad: "SAME_UPPER")),
        ["a shortcut past one convolution"] = g => g.Add(g.Norm(g.Conv("x", C, C, 3, 3), C), "x"),
        ["normalised and scaled branches"] = g => g.Norm(g.Add(g.Constant("Mul", g.Norm(g.Conv("x", C, C, 3, 3, bias: true), C), 1, C, 1, 1), g.Constant("Add", "x", C, 1, 1)), C),
    };

    /// <summary>What looks like a block and is none, or would only grow.</summary>
    public static IReadOnlyDictionary<string, Func<BranchGraph, string>> Ordinary { get; } = new Dictionary<string, Func<BranchGraph, string>>
    {
        ["a residual block"] = g => g.Add(g.Norm(g.Conv(g.Relu(g.Norm(g.Conv("x", C, C, 3, 3), C)), C, C, 3, 3), C), "x"),
        ["a plain convolution"] = g => g.Norm(g.Conv("x", C, C, 3, 3, bias: true), C),
        ["a linear bottleneck"] = g => g.Conv(g.Norm(g.Conv("x", C, 2, 1, 1), 2), 2, 12, 1, 1),
        ["a separable convolution"] = g => g.Norm(g.Conv(g.Norm(g.Conv("x", C, C, 3, 3, groups: C), C), C, 24, 1, 1), 24),
        ["a dense branch beside a depthwise one"] = g => g.Add(g.Conv("x", C, C, 3, 3, groups: C), g.Conv("x", C, C, 1, 1)),
        ["a branch that something else reads too"] = g =>
        {
            var branch = g.Conv("x", C, C, 3, 3);
            return g.Add(g.Relu(g.Add(branch, g.Conv("x", C, C, 1, 1))), branch);
        },
        ["a sum with what came before"] = g =>
        {
            var y = g.Relu(g.Conv("x", C, C, 3, 3));
            return g.Add(g.Conv(y, C, C, 3, 3), "x");
        },
    };

    /// <summary>Blocks that no single convolution equals, and words of the reason.</summary>
    public static IReadOnlyDictionary<string, (Func<BranchGraph, string> Build, string Reason)> Blocked { get; } = new Dictionary<string, (Func<BranchGraph, string>, string)>
    {
        ["1x1 with bias, then padded 3x3"] = (g => g.Conv(g.Conv("x", C, 12, 1, 1, bias: true), 12, C, 3, 3), "has a bias by then"),
        ["normalised 1x1, then padded 3x3, in a sum"] = (g => g.Add(g.Conv(g.Norm(g.Conv("x", C, C, 1, 1), C), C, C, 3, 3), g.Conv("x", C, C, 3, 3)), "has a bias by then"),
        ["padded 3x3, then padded 3x3"] = (g => g.Conv(g.Conv("x", C, 36, 3, 3), 36, C, 3, 3), "the border of the convolution before"),
    };
}
