using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;

namespace BuildCompress.IntegrationTests.Surgery;

/// <summary>Shape inference over a cut graph.</summary>
internal static class CutShapes
{
    /// <summary>Every value that is still there has the shape it had, but for its channel axes, which hold what stays.</summary>
    public static void AssertFollow(InferredTypes before, CouplingMap coupling, ChannelSelection selection, Model cut)
    {
        var after = ShapeInference.Infer(cut, batch: 2);
        foreach (var value in cut.Graph.Nodes.SelectMany(node => node.Outputs))
        {
            if (before[value]?.Shape is not { } whole || whole.Any(d => d.Value is null))
                continue;
            var shape = after[value]?.Shape;
            Assert.True(shape is not null && shape.Count == whole.Count, $"'{value}' has no shape any more");
            var layout = coupling.Channels.GetValueOrDefault(value);
            for (var axis = 0; axis < whole.Count; axis++)
            {
                if (layout?.Axes.Contains(axis) != true)
                    Assert.True(shape[axis] == whole[axis], $"'{value}' is {string.Join('x', shape)} instead of {string.Join('x', whole)}");
            }

            if (layout is not null)
                Assert.Equal(layout.Channels.Count(selection.Keeps), layout.Axes.Aggregate(1L, (count, axis) => count * shape[axis].Value!.Value));
        }
    }
}
