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
        var problems = Compare(name, model.Graph, map).ToArray();
        Assert.True(problems.Length == 0, $"{problems.Length}: " + string.Join("; ", problems.Take(6)));
    }

    private static IEnumerable<string> Compare(string name, Graph graph, CouplingMap map)
    {
        var weights = map.Weights.ToDictionary(w => graph.Nodes.First(n => n.DisplayName == w.Node).Outputs[0]);
        var ours = new Dictionary<int, ChannelRef>();
        var theirs = new Dictionary<ChannelRef, int>();
        foreach (var (node, weight, producer, classes) in new TopologyFacts(name).Axes())
        {
            if (!weights.TryGetValue(node, out var coupling))
            {
                yield return $"{node} {weight}: not followed";
                continue;
            }

            var refs = producer ? coupling.Output : coupling.Input;
            if (refs.Count != classes.Length)
                yield return $"{node} {weight}: {refs.Count} channels instead of {classes.Length}";
            for (var i = 0; i < classes.Length; i++)
            {
                var channel = refs[i];
                var why = channel.IsNone ? "it belongs to no group" : map.Groups[channel.Group].WhyNot;
                // A consumer reads channels of other groups too; those are compared where they are made.
                if (!producer && classes[i] < 0)
                    continue;
                if (why is null != classes[i] >= 0)
                {
                    yield return $"{node}[{i}] {weight}: {why ?? "it is free"}, measured class {classes[i]}";
                    continue;
                }

                if (why is not null)
                    continue;
                if (!ours.TryAdd(classes[i], channel) && ours[classes[i]] != channel)
                    yield return $"{node}[{i}] {weight}: channels that live together are apart";
                if (!theirs.TryAdd(channel, classes[i]) && theirs[channel] != classes[i])
                    yield return $"{node}[{i}] {weight}: free channels are tied";
            }
        }
    }
}
