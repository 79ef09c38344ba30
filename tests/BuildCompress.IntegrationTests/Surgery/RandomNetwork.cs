using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx.Graphs;

namespace BuildCompress.IntegrationTests.Surgery;

/// <summary>Convolutional networks drawn at random over <c>[2, 3, 6, 6]</c>: operators that carry channels on, in any order, between layers that make new ones.</summary>
internal sealed class RandomNetwork
{
    private readonly Random random;
    private readonly TestGraph graph;
    private readonly List<(string Name, int Channels)> values = [("x", 3)];

    private RandomNetwork(int seed)
    {
        random = new Random(seed);
        graph = new TestGraph(seed, 2, 3, 6, 6);
    }

    public static Model Draw(int seed)
    {
        var network = new RandomNetwork(seed);
        network.Conv();
        for (var i = 0; i < 12; i++)
            network.Step();
        return network.End();
    }

    private (string Name, int Channels) Any() => values[random.Next(Math.Max(0, values.Count - 5), values.Count)];

    private void Make(int channels) => values.Add((graph.Last, channels));

    private void Step()
    {
        switch (random.Next(19))
        {
            case 0 or 1 or 2: Conv(); break;
            case 3: Grouped(); break;
            case 4: Transposed(); break;
            case 5 or 6 or 7: Join(); break;
            case 8: LineUp(); break;
            case 9: Part(); break;
            case 10: Pad(); break;
            case 11: Shuffle(); break;
            case 12: Pick(); break;
            case 13: Gate(); break;
            case 14: Depth(); break;
            case 15 or 16 or 17: Residual(); break;
            default: Pointwise(); break;
        }
    }

    private void Conv(int? outputs = null)
    {
        var (value, channels) = Any();
        var made = outputs ?? random.Next(2, 9);
        graph.Last = value;
        graph.Conv(channels, made, 3, ("pads", new long[] { 1, 1, 1, 1 }));
        if (random.Next(2) == 0)
            graph.BatchNorm(made);
        if (random.Next(2) == 0)
            graph.Then("Relu");
        Make(made);
    }

    private void Grouped()
    {
        var (value, channels) = Any();
        var groups = random.Next(3) == 0 && channels % 2 == 0 ? 2 : channels;
        var made = groups * random.Next(1, 4);
        graph.Join("Conv", [value, graph.Weight(1, made, channels / groups, 1, 1), graph.Weight(1, made)], ("group", groups));
        Make(made);
    }

    private void Transposed()
    {
        var (value, channels) = Any();
        var groups = channels % 2 == 0 ? random.Next(1, 3) : 1;
        var perGroup = random.Next(1, 4);
        graph.Join("ConvTranspose", [value, graph.Weight(0.5, channels, perGroup, 3, 3), graph.Weight(1, perGroup * groups)], ("group", groups), ("pads", new long[] { 1, 1, 1, 1 }));
        Make(perGroup * groups);
    }

    /// <summary>One or two blocks of two layers beside a shortcut, which is wider by zero channels in some.</summary>
    private void Residual()
    {
        var (shortcut, channels) = Any();
        for (var block = random.Next(2); block < 2; block++)
        {
            var (before, after) = random.Next(3) == 0 ? (random.Next(3), random.Next(3)) : (0, 0);
            var (inner, wide) = (random.Next(2, 7), channels + before + after);
            graph.Last = shortcut;
            graph.Conv(channels, inner, 3, ("pads", new long[] { 1, 1, 1, 1 })).BatchNorm(inner).Then("Relu").Conv(inner, wide, 1).BatchNorm(wide);
            var branch = graph.Last;
            if (wide > channels)
                shortcut = graph.Join("Pad", [shortcut, graph.Integers(0, before, 0, 0, 0, after, 0, 0)]).Last;
            graph.Join("Add", random.Next(2) == 0 ? [shortcut, branch] : [branch, shortcut]);
            if (random.Next(4) > 0)
                graph.Then("Relu");
            (shortcut, channels) = (graph.Last, wide);
        }

        Make(channels);
    }

    // With another of as many channels, made for it where there is none.
    private void Join()
    {
        var (left, channels) = Any();
        var others = values.Where(v => v.Channels == channels && v.Name != left).ToArray();
        if (others.Length == 0)
        {
            Conv(channels);
            others = [values[^1]];
        }

        var right = others[random.Next(others.Length)].Name;
        graph.Join(random.Next(6) switch { 0 => "Mul", 1 => "Max", 2 => "Sub", _ => "Add" }, random.Next(2) == 0 ? [left, right] : [right, left]);
        if (random.Next(2) == 0)
            graph.Then("Relu");
        Make(channels);
    }

    private void LineUp()
    {
        var (a, b) = (Any(), Any());
        graph.Join("Concat", [a.Name, b.Name], ("axis", 1));
        Make(a.Channels + b.Channels);
    }

    private void Part()
    {
        var (value, channels) = Any();
        if (channels < 3)
            return;
        var start = random.Next(channels - 2);
        var end = random.Next(start + 2, channels + 1);
        graph.Join("Slice", [value, graph.Integers(start), graph.Integers(end), graph.Integers(1)]);
        Make(end - start);
    }

    private void Pad()
    {
        var (value, channels) = Any();
        var (before, after) = (random.Next(3), random.Next(3));
        graph.Join("Pad", [value, graph.Integers(0, before, 0, 0, 0, after, 0, 0), graph.Constant(ConstantTensor.Of([random.Next(2) * 0.7f]))]);
        Make(channels + before + after);
    }

    private void Shuffle()
    {
        var (value, channels) = Any();
        if (channels % 2 != 0 || channels < 4)
            return;
        graph.Join("Reshape", [value, graph.Integers(2, 2, channels / 2, 6, 6)]).Then("Transpose", null, ("perm", new long[] { 0, 2, 1, 3, 4 }))
            .Then("Reshape", [graph.Integers(2, channels, 6, 6)]);
        Make(channels);
    }

    private void Pick()
    {
        var (value, channels) = Any();
        var picks = Enumerable.Range(0, random.Next(2, channels + 2)).Select(_ => (long)random.Next(-channels, channels)).ToArray();
        graph.Join("Gather", [value, graph.Integers(picks)], ("axis", 1));
        Make(picks.Length);
    }

    private void Gate()
    {
        var (value, channels) = Any();
        graph.Join("GlobalAveragePool", [value]).Conv(channels, 3, 1).Then("Relu").Conv(3, channels, 1).Then("Sigmoid");
        graph.Join("Mul", [value, graph.Last]);
        Make(channels);
    }

    private void Depth()
    {
        var (value, channels) = Any();
        if (channels > 8)
            return;
        var mode = random.Next(2) == 0 ? "DCR" : "CRD";
        graph.Join("SpaceToDepth", [value], ("blocksize", 2));
        if (random.Next(2) == 0)
            graph.Conv(channels * 4, 4 * channels, 1).Then("Relu");
        graph.Then("DepthToSpace", null, ("blocksize", 2), ("mode", mode));
        Make(channels);
    }

    private void Pointwise()
    {
        var (value, channels) = Any();
        graph.Last = value;
        switch (random.Next(5))
        {
            case 0: graph.BatchNorm(channels); break;
            case 1: graph.Then("PRelu", [graph.Weight(0.5, channels, 1, 1)]); break;
            case 2: graph.Then("Add", [graph.Weight(0.5, 1, channels, 1, 1)]); break;
            case 3: graph.Then("MaxPool", null, ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 1, 1, 1 })); break;
            default: graph.Then("InstanceNormalization", [graph.Positive(channels), graph.Weight(0.3, channels)]); break;
        }

        Make(channels);
    }

    // Everything that nothing has read yet is heard.
    private Model End()
    {
        var read = graph.Model().Graph.Nodes.SelectMany(node => node.Inputs).ToHashSet();
        var open = values.Where(v => !read.Contains(v.Name)).ToArray();
        graph.Join("Concat", [.. open.Select(v => v.Name)], ("axis", 1)).Conv(open.Sum(v => v.Channels), 4, 1);
        return graph.Model();
    }
}
