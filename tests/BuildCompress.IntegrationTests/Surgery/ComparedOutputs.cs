using BuildCompress.Onnx.Graphs;

namespace BuildCompress.IntegrationTests.Surgery;

/// <summary>
/// How two forms of a network are compared: every output relative to its own largest magnitude, however small that is. A Sigmoid at the end squashes
/// differences and the runtime's own is only right to about 1e-7 of its range of 1, so what goes into it is compared like that as well, and
/// what comes out against the range.
/// </summary>
internal static class ComparedOutputs
{
    private const double Tolerance = 1e-4;
    private const double OfRange = 1e-6;

    /// <summary>The model that also hands out what goes into a Sigmoid that makes an output.</summary>
    public static Model Expose(Model model)
    {
        var logits = model.Graph.Outputs.Select(output => model.Graph.Producer(output.Name)).OfType<Node>().Where(IsSquashing)
            .Select(node => new ValueInfo(node.Inputs[0], new TensorType(ElementType.Float32, null)));
        return model with { Graph = model.Graph with { Outputs = [.. model.Graph.Outputs, .. logits] } };
    }

    /// <summary>Demands that all outputs of an exposed model are as expected.</summary>
    public static void AssertEqual(Graph graph, float[][] expected, float[][] actual, string what)
    {
        Assert.Equal(graph.Outputs.Count, expected.Length);
        Assert.Equal(expected.Length, actual.Length);
        for (var o = 0; o < expected.Length; o++)
        {
            var squashed = graph.Producer(graph.Outputs[o].Name) is { } node && IsSquashing(node);
            var difference = OrtRun.LargestDifference(expected[o], actual[o]);
            var allowed = squashed ? OfRange : Tolerance * expected[o].Max(Math.Abs);
            Assert.True(difference <= allowed, $"{what}, output '{graph.Outputs[o].Name}': {difference} where {allowed} is allowed");
        }
    }

    private static bool IsSquashing(Node node) => node.OpType == "Sigmoid";
}
