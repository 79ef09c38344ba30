using BuildCompress.Core.Manifests;
using BuildCompress.IntegrationTests.Pipeline;
using BuildCompress.IntegrationTests.Training.Finetuning;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.IntegrationTests.Reparametrisation;

/// <summary>A trained network of RepVGG blocks and one ordinary layer, and how to quantise it.</summary>
internal static class RepqTask
{
    public static Lazy<Model> Trained { get; } = new(() =>
    {
        using var network = Branches().Network();
        Finetuner.Run(network, TinyTask.Job());
        return network.ToModel();
    });

    public static QuantisationJob Job(QuantiseSettings settings) => new(Trained.Value, settings, TinyTask.Train, TinyTask.Preprocess, null, 1);

    public static QuantiseSettings Settings(QuantiseMethod method, int bits) => QuantiseDefaults.Int8 with
    {
        Method = method, Bits = new QuantiseBits(bits, bits, 8, 8), Training = TinyTask.Settings with { Epochs = 4, LearningRate = 0.01 },
    };

    /// <summary>A first convolution, two blocks (the second with an identity), and a linear layer.</summary>
    private static TestGraph Branches()
    {
        (string, object) pads = ("pads", new long[] { 1, 1, 1, 1 });
        (string, object) strides = ("strides", new long[] { 2, 2 });
        var graph = new TestGraph(4, new Dimension(null, "batch"), 3, 8, 8);
        graph.Conv(3, 8, 3, pads).BatchNorm(8).Then("Relu");
        Block(8, 12, [pads, strides], [strides], identity: false);
        Block(12, 12, [pads], [], identity: true);
        graph.Then("Flatten");
        return graph.Then("Gemm", [graph.Weight(0.2, 4, 192), graph.Weight(0.1, 4)], ("transB", 1));

        void Block(int inputs, int outputs, (string, object)[] wide, (string, object)[] narrow, bool identity)
        {
            var x = graph.Last;
            var sum = graph.Conv(inputs, outputs, 3, wide).BatchNorm(outputs).Last;
            graph.Last = x;
            sum = graph.Join("Add", [sum, graph.Conv(inputs, outputs, 1, narrow).BatchNorm(outputs).Last]).Last;
            graph.Last = x;
            if (identity)
                graph.Join("Add", [sum, graph.BatchNorm(outputs).Last]);
            else
                graph.Last = sum;
            graph.Then("Relu");
        }
    }
}
