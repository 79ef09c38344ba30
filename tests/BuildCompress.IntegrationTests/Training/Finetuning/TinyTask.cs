using BuildCompress.Core.Manifests;
using BuildCompress.IntegrationTests.Training.Data;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Data;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;

namespace BuildCompress.IntegrationTests.Training.Finetuning;

/// <summary>A network and a task that train in a second.</summary>
internal static class TinyTask
{
    public static PreprocessSettings Preprocess { get; } = new(1 / 255.0, [0.4], [0.25], ChannelOrder.Rgb);

    public static ImageDataset Train { get; } = TestData.Quadrants(512, 8, seed: 1);

    public static ImageDataset Validation { get; } = TestData.Quadrants(256, 8, seed: 2);

    public static FinetuneSettings Settings { get; } = new(3, 32, 0.05, 0.9, 5e-4, 0, null, TrainingPrecision.Float32);

    /// <summary>Two convolutions with batch normalisation and a linear layer; 8x8 images, 4 classes.</summary>
    public static TestGraph Graph(int seed = 1) => new TestGraph(seed, new Dimension(null, "batch"), 3, 8, 8)
        .Conv(3, 8, 3, ("pads", new long[] { 1, 1, 1, 1 }), ("strides", new long[] { 2, 2 })).BatchNorm(8).Then("Relu")
        .Conv(8, 16, 3, ("pads", new long[] { 1, 1, 1, 1 }), ("strides", new long[] { 2, 2 })).BatchNorm(16).Then("Relu")
        .Linear(64, 4);

    /// <summary>One linear layer.</summary>
    public static TestGraph Shallow(int seed = 1) => new TestGraph(seed, new Dimension(null, "batch"), 3, 8, 8).Linear(192, 4);

    public static FinetuneJob Job(FinetuneSettings? settings = null, int seed = 1, AugmentSettings? augment = null) =>
        new(Train, settings ?? Settings, Preprocess, augment, seed);

    /// <summary>All weights and statistics.</summary>
    public static float[] Weights(INetwork network) => [.. network.State.SelectMany(s => Tensors.Read(s.Tensor))];

    private static TestGraph Linear(this TestGraph graph, int inputs, int outputs) =>
        graph.Then("Flatten").Then("Gemm", [graph.Weight(0.2, outputs, inputs), graph.Weight(0.1, outputs)], ("transB", 1));
}
