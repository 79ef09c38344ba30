using BuildCompress.IntegrationTests.Training.Finetuning;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Importance;
using BuildCompress.Training.Networks;

namespace BuildCompress.IntegrationTests.Training.Importance;

public sealed class ImportanceEstimatorTests
{
    [Fact]
    public void L1SumsKernelsAndNormalisesLayers()
    {
        var graph = new TestGraph(1, 1, 2, 4, 4);
        var weight = graph.Constant(ConstantTensor.Of([3f, -1, 0, 0, 2, -1, 0, 0], 2, 2, 1, 2));
        graph.Then("Conv", [weight]);

        var importance = ImportanceEstimator.L1(graph.Model().Graph)[weight];

        Assert.Equal((2, 2), (importance.Outputs, importance.Inputs));
        Assert.Equal([0.8f, 0, 0.6f, 0], importance.Values);
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
        Assert.Equal([0.6f, 0, 0, 0, 0.8f, 0], importance.Values);
    }

    [Fact]
    public void TaylorEqualsFiniteDifferencesOfTheLoss()
    {
        const float step = 1e-2f;
        var graph = TinyTask.Graph();
        var data = TinyTask.Train.Take(64);
        using var network = graph.Network();

        var importance = ImportanceEstimator.Taylor(network, graph.Model().Graph, data, TinyTask.Preprocess, batchSize: 64);

        var kernel = network.Parameters.First(p => p.Role == ParameterRole.Weight);
        var weights = Tensors.Read(kernel.Tensor);
        double expected = 0;
        for (var i = 0; i < 9; i++)
            expected += Math.Abs(weights[27 + 9 + i] * (Loss(36 + i, step) - Loss(36 + i, -step)) / (2 * step));
        Assert.Equal(expected, importance[kernel.Name].Values[3 + 1], 0.02 * expected);
        Assert.All(network.Parameters, p => Assert.Null(p.Tensor.grad));

        double Loss(int at, float change)
        {
            var moved = (float[])weights.Clone();
            moved[at] += change;
            Overwrite(moved);
            var logits = Evaluation.Logits(network, data, TinyTask.Preprocess);
            Overwrite(weights);
            return Enumerable.Range(0, 64).Average(n =>
                Math.Log(logits.Skip(4 * n).Take(4).Sum(l => Math.Exp(l))) - logits[(4 * n) + data.Labels[n]]);
        }

        void Overwrite(float[] values)
        {
            using var noGrad = torch.no_grad();
            kernel.Tensor.copy_(Tensors.Of(values, kernel.Tensor.shape));
        }
    }
}
