using BuildCompress.Onnx;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.Tests.Surgery;

/// <summary>The coupling found in the topology zoo against what was measured there by perturbing channels in PyTorch.</summary>
public sealed class TopologyCouplingTests
{
    public static TheoryData<string> Names()
    {
        if (SharedData.IsMissing)
            return [""];
        return [.. Directory.GetFiles(SharedData.Path("models/topologies"), "*.onnx").Select(path => Path.GetFileNameWithoutExtension(path)!).Order()];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ClassesEqualThoseMeasured(string name)
    {
        if (SharedData.IsMissing)
            return;
        var model = ConstantFolding.Fold(OnnxFile.Read(SharedData.Path($"models/topologies/{name}.onnx")));
        var map = CouplingAnalysis.Analyse(model.Graph, ShapeInference.Infer(model), new CouplingOptions(TieConvGroups: false));
        var problems = Compare(new TopologyFacts(name), model.Graph, map).ToArray();
        Assert.True(problems.Length == 0, $"{problems.Length}: " + string.Join("; ", problems.Take(6)));
    }

    private static IEnumerable<string> Compare(TopologyFacts facts, Graph graph, CouplingMap map)
    {
        var weights = map.Weights.ToDictionary(w => graph.Nodes.First(n => n.DisplayName == w.Node).Outputs[0]);
        var parameters = map.Parameters.ToDictionary(p => (p.Node.Outputs[0], p.Input), p => p.Axes[0].Channels);
        var ours = new Dictionary<int, ChannelRef>();
        var theirs = new Dictionary<ChannelRef, int>();
        foreach (var axis in facts.Axes())
        {
            var channels = axis.Side == "followers" ? parameters.GetValueOrDefault((axis.Node, axis.Input))
                : !weights.TryGetValue(axis.Node, out var weight) ? null : axis.Side == "producers" ? weight.Output : weight.Input;
            if (channels?.Count != axis.Classes.Length)
            {
                yield return $"{axis.Node} {axis.Side}: {channels?.Count ?? 0} channels instead of {axis.Classes.Length}";
                continue;
            }

            for (var i = 0; i < channels.Count; i++)
            {
                if (Compare(map, axis, i, channels[i], ours, theirs) is { } problem)
                    yield return $"{axis.Node} {axis.Side}[{i}]: {problem}";
            }
        }
    }

    private static string? Compare(
        CouplingMap map, TopologyFacts.Axis axis, int i, ChannelRef channel, Dictionary<int, ChannelRef> ours, Dictionary<ChannelRef, int> theirs)
    {
        var measured = axis.Classes[i];
        var why = channel.IsNone ? "it belongs to no group" : map.Groups[channel.Group].WhyNot;

        // A consumer or follower reads channels of other groups too; those are compared where they are made.
        if (axis.Side != "producers" && measured < 0)
            return null;
        if (why is null != measured >= 0)
            return $"{why ?? "it is free"}, measured class {measured}";
        if (why is not null)
            return axis.Reasons.Any(reason => why.Contains(Words(reason), StringComparison.Ordinal)) ? null : $"{why}, measured {string.Join(", ", axis.Reasons)}";
        if (!ours.TryAdd(measured, channel) && ours[measured] != channel)
            return "channels that live together are apart";
        return !theirs.TryAdd(channel, measured) && theirs[channel] != measured ? "free channels are tied" : null;
    }

    /// <summary>What a reason says when it means the same as the measured one.</summary>
    private static string Words(string reason) => reason switch
    {
        "output" => "network output",
        "mixing" => "mixes",
        "single channel" => "only channel",
        _ => reason,
    };
}
