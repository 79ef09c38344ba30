using BuildCompress.Core.Manifests;
using BuildCompress.IntegrationTests.Training.Data;
using BuildCompress.IntegrationTests.Training.Finetuning;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Importance;
using BuildCompress.Training.Networks;

namespace BuildCompress.IntegrationTests.Training.Importance;

public sealed class ImportanceEstimatorTests
{
    [Fact]
    public void L1SumsKernels()
    {
        var graph = new TestGraph(1, 1, 2, 4, 4);
        var weight = graph.Constant(ConstantTensor.Of([3f, -1, 0, 0, 2, -1, 0, 0], 2, 2, 1, 2));
        graph.Then("Conv", [weight]);

        var importance = ImportanceEstimator.L1(graph.Model().Graph)[weight];

        Assert.Equal((2, 2), (importance.Outputs, importance.Inputs));
        Assert.Equal([4f, 0, 3, 0], importance.Values);
        Assert.Equal([0.8f, 0, 0.6f, 0], importance.Normalised().Values);
    }

    [Fact]
    public void L2IsTheNormOfKernels()
    {
        var graph = new TestGraph(1, 1, 2, 4, 4);
        var weight = graph.Constant(ConstantTensor.Of([3f, -4, 0, 0, 2, 0, -5, 12], 2, 2, 1, 2));
        graph.Then("Conv", [weight]);

        Assert.Equal([5f, 0, 2, 13], ImportanceEstimator.L2(graph.Model().Graph)[weight].Values);
    }

    [Fact]
    public void BnScaleSharesTheScaleBehindAFilterOutByMagnitude()
    {
        var graph = new TestGraph(1, 1, 2, 4, 4);
        var weight = graph.Constant(ConstantTensor.Of([3f, -1, 0, 4, 2, 0, -5, 3, 0, 0, 0, 0], 3, 2, 1, 2));
        graph.Then("Conv", [weight]);
        var scale = graph.Constant(ConstantTensor.Of([-2f, 0.5f, 7], 3));
        graph.Then("BatchNormalization", [scale, graph.Weight(1, 3), graph.Weight(1, 3), graph.Positive(3)]);
        graph.Then("GlobalAveragePool").Then("Flatten");
        var head = graph.Weight(1, 5, 3);
        graph.Then("Gemm", [head], ("transB", 1));

        var importance = ImportanceEstimator.BatchNormScale(graph.Model().Graph);

        Assert.Equal([1f, 1, 0.1f, 0.4f, 0, 0], importance[weight].Values);
        Assert.All(importance[head].Values, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(3e38f)]
    public void WeightsWithoutAFiniteImportanceAreAnErrorThatNamesThem(float value)
    {
        var graph = new TestGraph(1, 1, 2, 4, 4);
        var weight = graph.Constant(ConstantTensor.Of([3f, -1, 0, 4, 2, 0, value, value], 2, 2, 1, 2));
        graph.Then("Conv", [weight]);
        graph.Then("BatchNormalization", [graph.Positive(2), graph.Weight(1, 2), graph.Weight(1, 2), graph.Positive(2)]);
        Func<Graph, object>[] criteria = [ImportanceEstimator.L1, ImportanceEstimator.L2, ImportanceEstimator.BatchNormScale];

        Assert.All(criteria, criterion =>
        {
            var error = TestData.ErrorOf(() => criterion(graph.Model().Graph));
            Assert.Equal("BCMP2016", error.Id);
            Assert.Contains($"'{weight}'", error.Message, StringComparison.Ordinal);
            Assert.Contains("output 1, input ", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void BnScaleOfAModelWithoutNormalisationIsAnErrorInWords()
    {
        var graph = new TestGraph(1, 1, 2, 4, 4).Conv(2, 3, 3);

        Assert.Equal("BCMP4206", TestData.ErrorOf(() => ImportanceEstimator.BatchNormScale(graph.Model().Graph)).Id);
    }

    [Theory]
    [InlineData(ImportanceKind.L1, ImportanceNormalisation.Auto, true)]
    [InlineData(ImportanceKind.L2, ImportanceNormalisation.Auto, true)]
    [InlineData(ImportanceKind.Taylor, ImportanceNormalisation.Auto, false)]
    [InlineData(ImportanceKind.BnScale, ImportanceNormalisation.Auto, false)]
    [InlineData(ImportanceKind.L1, ImportanceNormalisation.None, false)]
    [InlineData(ImportanceKind.Fisher, ImportanceNormalisation.Authors, true)]
    public void NormalisationFollowsTheCriterionUnlessToldOtherwise(ImportanceKind kind, ImportanceNormalisation normalisation, bool unitNorm)
    {
        var estimated = new Dictionary<string, WeightImportance> { ["w"] = new("w", 1, 2, [3, 4]) };

        Assert.Equal(unitNorm ? [0.6f, 0.8f] : [3f, 4], ImportanceEstimator.Normalise(estimated, kind, normalisation)["w"].Values);
    }

    [Fact]
    public void GroupedTransposedConvolutionsAreReadByOutputAndInputOfTheirGroup()
    {
        var graph = new TestGraph(1, 1, 4, 4, 4);
        var weight = graph.Constant(ConstantTensor.Of([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 4, 3, 1, 1));
        graph.Then("ConvTranspose", [weight], ("group", 2));

        var importance = ImportanceEstimator.L1(graph.Model().Graph)[weight];

        Assert.Equal((6, 2), (importance.Outputs, importance.Inputs));
        Assert.Equal([1f, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12], importance.Values);
    }

    [Fact]
    public void LayersOfZerosAreWorthNothing()
    {
        var graph = new TestGraph(1, 1, 2, 4, 4);
        var weight = graph.Constant(ConstantTensor.Of(new float[8], 2, 2, 1, 2));
        graph.Then("Conv", [weight]);

        Assert.Equal(new float[4], ImportanceEstimator.L1(graph.Model().Graph)[weight].Values);
    }

    [Fact]
    public void TransposedGemmWeightsAreReadByOutputAndInput()
    {
        var graph = new TestGraph(1, 1, 3);
        var weight = graph.Constant(ConstantTensor.Of([3f, 0, 0, 4, 0, 0], 3, 2));
        graph.Then("Gemm", [weight]);

        var importance = ImportanceEstimator.L1(graph.Model().Graph)[weight];

        Assert.Equal((2, 3), (importance.Outputs, importance.Inputs));
        Assert.Equal([3f, 0, 0, 0, 4, 0], importance.Values);
    }

    [Fact]
    public void TaylorEqualsFiniteDifferencesOfTheLoss()
    {
        var graph = TinyTask.Graph();
        var data = TinyTask.Train.Take(64);
        using var network = graph.Network();

        var importance = ImportanceEstimator.Taylor(network, graph.Model().Graph, data, TinyTask.Preprocess, batchSize: 64);

        var kernel = network.Parameters.First(p => p.Role == ParameterRole.Weight);
        var probe = new LossProbe(network, kernel.Tensor, data);
        double expected = 0;
        for (var i = 36; i < 45; i++)
            expected += Math.Abs(probe.Slope([i]).Average());
        Assert.Equal(expected, importance[kernel.Name].Values[3 + 1], 0.02 * expected);
        Assert.All(network.Parameters, p => Assert.Null(p.Tensor.grad));
    }

    [Fact]
    public void TaylorOfALinearLayerIsTheFirstOrderChangeOfTheLossWhenAConnectionIsScaled()
    {
        var graph = TinyTask.Graph();
        var data = TinyTask.Train.Take(64);
        using var network = graph.Network();

        var importance = ImportanceEstimator.Taylor(network, graph.Model().Graph, data, TinyTask.Preprocess, batchSize: 64);

        var head = network.Parameters.Last(p => p.Role == ParameterRole.Weight);
        var probe = new LossProbe(network, head.Tensor, data);
        var expected = importance[head.Name].Values.Select((_, i) => Math.Abs(probe.Slope([i]).Average())).ToArray();
        var tolerance = 0.02 * expected.Max();
        Assert.All(expected.Zip(importance[head.Name].Values), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    [Fact]
    public void FisherIsTheMeanSquareOfFiniteDifferencesWhenAKernelIsScaled()
    {
        var graph = TinyTask.Graph();
        var data = TinyTask.Train.Take(64);
        using var network = graph.Network();

        var importance = ImportanceEstimator.Fisher(network, graph.Model().Graph, data, TinyTask.Preprocess);

        var kernel = network.Parameters.First(p => p.Role == ParameterRole.Weight);
        var probe = new LossProbe(network, kernel.Tensor, data);
        for (var pair = 3; pair < 6; pair++)
        {
            var expected = probe.Slope([.. Enumerable.Range(9 * pair, 9)]).Average(slope => slope * slope / 2);
            Assert.Equal(expected, importance[kernel.Name].Values[pair], 0.02 * expected);
        }
    }
}
