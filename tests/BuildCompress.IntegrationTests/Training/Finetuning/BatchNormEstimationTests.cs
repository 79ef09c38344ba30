using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Finetuning;

namespace BuildCompress.IntegrationTests.Training.Finetuning;

public sealed class BatchNormEstimationTests
{
    [Theory]
    [InlineData(512)]
    [InlineData(128)]
    public void StatisticsBecomeThoseOfTheData(int batchSize)
    {
        var data = TinyTask.Train;
        using var network = new TestGraph(1, new Dimension(null, "batch"), 3, 8, 8).BatchNorm(3).Network();

        BatchNormEstimation.Run(network, data, TinyTask.Preprocess, batchSize: batchSize);

        for (var c = 0; c < 3; c++)
        {
            var values = Enumerable.Range(0, data.Count).SelectMany(n => data.Image(n).Slice(c * 64, 64).ToArray())
                .Select(pixel => ((pixel / 255.0) - 0.4) / 0.25).ToArray();
            var mean = values.Average();
            Assert.Equal(mean, Tensors.Read(network.State[^2].Tensor)[c], 1e-4);
            Assert.Equal(values.Average(v => (v - mean) * (v - mean)), Tensors.Read(network.State[^1].Tensor)[c], 2e-3);
        }
    }

    [Fact]
    public void WeightsStayAsTheyAre()
    {
        using var network = TinyTask.Graph().Network();
        var before = network.Parameters.Select(p => Tensors.Read(p.Tensor)).ToArray();

        BatchNormEstimation.Run(network, TinyTask.Train, TinyTask.Preprocess, batchSize: 64);

        Assert.Equal(before, network.Parameters.Select(p => Tensors.Read(p.Tensor)));
    }
}
