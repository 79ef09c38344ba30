using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Onnx.Surgery;
using BuildCompress.Onnx.Surgery.Streams;
using BuildCompress.Tests.Coupling;

namespace BuildCompress.Tests.Surgery;

public sealed class StreamAlignmentTests
{
    [Fact]
    public void AnAlignmentPutsEveryChannelWhereTheOtherTensorHasIt()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 1000; trial++)
        {
            var channels = Enumerable.Range(0, 12).ToArray();
            random.Shuffle(channels);
            int[] from = [.. channels.Where(_ => random.Next(3) > 0)];
            int[] to = [.. (trial % 2 == 0 ? channels : [.. channels.Order()]).Where(_ => random.Next(3) > 0)];
            int[] expected = [.. to.Select(channel => from.Contains(channel) ? channel : -1)];

            if (ChannelAlignment.Between(from, to) is { } alignment)
                Assert.Equal(expected, Apply(alignment, from));
            else
                Assert.Empty(from.Intersect(to));
        }
    }

    /// <summary>Of one branch and its shortcut, whatever they keep stands together in some order: no channel is moved alone.</summary>
    [Fact]
    public void OneBranchNeverNeedsAGather()
    {
        var net = new SmallNetwork();
        var stem = net.Conv("stem", "image", 12, 3);
        var sum = net.Add("Add", "sum", [net.Conv("outer", net.Add("Relu", "act", [net.Conv("inner", stem, 6, 12)]), 12, 6), stem]);
        var model = net.Build(net.Conv("head 2", net.Conv("head 1", sum, 5, 12), 2, 5));
        var map = CouplingAnalysis.Analyse(model.Graph, ShapeInference.Infer(model), new CouplingOptions(Residuals: ResidualMode.Union));
        var stream = Assert.Single(map.Streams);
        Assert.Equal(["stem", "sum"], stream.Points.Select(group => map.Groups[group].Name));
        for (var seed = 0; seed < 50; seed++)
            Assert.DoesNotContain(Cut(model, map, seed).Graph.Nodes, node => node.OpType == "Gather");
    }

    [Fact]
    public void ASumWithAChannelThatNobodyBringsIsRefused()
    {
        var net = new SmallNetwork();
        var stem = net.Conv("stem", "image", 4, 3);
        var sum = net.Add("Add", "sum", [net.Conv("outer", net.Add("Relu", "act", [net.Conv("inner", stem, 6, 4)]), 4, 6), stem]);
        var model = net.Build(net.Conv("head 2", net.Conv("head 1", sum, 5, 4), 2, 5));
        var map = CouplingAnalysis.Analyse(model.Graph, ShapeInference.Infer(model), new CouplingOptions(Residuals: ResidualMode.Union));
        var addition = map.Streams.Single().Additions.Single();
        var selection = ChannelSelection.All(map);
        (selection.Kept[addition.Branch][2], selection.Kept[addition.Source!.Value][2]) = (false, false);
        Assert.Throws<ArgumentException>(() => ChannelSurgery.Cut(model, map, selection));
        selection.Kept[addition.Sum][2] = false;
        Assert.Equal(3, ChannelSurgery.Cut(model, map, selection).Graph.Constant("head 1.weight")!.Dims[1]);
    }

    private static Model Cut(Model model, CouplingMap map, int seed) => ChannelSurgery.Cut(model, map, RandomSelection.Draw(map, seed));

    private static int[] Apply(ChannelAlignment alignment, int[] from)
    {
        int[] Pad(int[] channels) => [.. Enumerable.Repeat(-1, alignment.Before), .. channels, .. Enumerable.Repeat(-1, alignment.After)];
        if (alignment.GathersZeros)
            return [.. alignment.Indices!.Select(index => Pad(from)[index])];
        return Pad(alignment.Indices is { } indices ? [.. indices.Select(index => from[index])] : from[alignment.Start..(alignment.Start + alignment.Count)]);
    }
}
