using BuildCompress.Core.Manifests;
using BuildCompress.IntegrationTests.Training.Finetuning;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.IntegrationTests.Training.Quantizers;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Training.Data;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;
using BuildCompress.Training.Quantizers;
using BuildCompress.Training.Sensitivity;

namespace BuildCompress.IntegrationTests.Training.Sensitivity;

public sealed class LayerSensitivityTests
{
    private static readonly ImageDataset Samples = TinyTask.Train.Take(128);

    /// <summary>The Gauss-Newton matrix is the mean of squared gradients over the network's own answers: here every label of every sample gets its own backward pass.</summary>
    [Fact]
    public void CurvatureIsThatOfTheGaussNewtonMatrix()
    {
        var (model, types, plan) = Form(LowBitTests.Trained.Value);
        var mixed = new MixedBits([2, 4], Samples: Samples.Count);
        var estimates = Enumerable.Range(1, 24).Select(seed => LayerSensitivity.Of(model, types, plan, new LsqQuantizer(), mixed, Samples, TinyTask.Preprocess, seed)).ToArray();
        using var network = new TrainableNetwork(model, types) { Mode = NetworkMode.Evaluation };

        foreach (var (index, layer) in estimates[0].Index())
        {
            var parameter = network.Parameters.Single(p => p.Name == layer.Weight.Weight).Tensor;
            var curvature = new double[parameter.numel()];
            for (var n = 0; n < Samples.Count; n++)
            {
                for (var label = 0; label < Samples.ClassCount; label++)
                    Add(curvature, network, parameter, Samples.Subset([n]), label);
            }

            foreach (var bits in layer.LossIncrease.Keys)
            {
                var exact = model.Graph.Constant(layer.Weight.Weight)!;
                using var quantizer = new LsqQuantizer().CreateWeight("w", exact, bits);
                var rounded = Tensors.Read(quantizer.Quantise(Tensors.Of(exact.AsSpan<float>().ToArray(), [.. exact.Dims])));
                var expected = curvature.Select((f, i) => f * Math.Pow(rounded[i] - exact.AsSpan<float>()[i], 2)).Sum() / 2 / Samples.Count;
                Assert.InRange(estimates.Average(e => e[index].LossIncrease[bits]) / expected, 0.9, 1.1);
            }
        }
    }

    /// <summary>What a channel is multiplied by, and the layer behind it divided by, is no matter of bits: each channel has a scale of its own.</summary>
    [Fact]
    public void CurvatureDoesNotChangeWhenScalesMoveBetweenLayers()
    {
        var (model, types, plan) = Form(LowBitTests.Trained.Value);
        var first = plan.Weights.First(w => !w.IsEnd);
        var scaled = model with
        {
            Graph = model.Graph with
            {
                Initializers = new Dictionary<string, ConstantTensor>(model.Graph.Initializers)
                {
                    [first.Weight] = Times(model.Graph.Constant(first.Weight)!, output: true),
                    [first.Bias!] = Times(model.Graph.Constant(first.Bias!)!, output: true),
                    [plan.Weights.Where(w => !w.IsEnd).ElementAt(1).Weight] = Times(model.Graph.Constant(plan.Weights.Where(w => !w.IsEnd).ElementAt(1).Weight)!, output: false),
                },
            },
        };
        var mixed = new MixedBits([3], Samples: 128);

        var (before, after) = (Sensitivity(model, types, plan, mixed)[0].LossIncrease[3], Sensitivity(scaled, types, plan, mixed)[0].LossIncrease[3]);

        Assert.InRange(after / before, 0.98, 1.02);
    }

    [Fact]
    public void MeasuredIsTheDivergenceOfTheAnswersWithOneLayerRounded()
    {
        var (model, types, plan) = Form(LowBitTests.Trained.Value);
        var layer = Sensitivity(model, types, plan, new MixedBits([2, 8], BitSensitivity.Measured, Samples.Count), new CalibratedQuantizer())[0];
        var weight = model.Graph.Constant(layer.Weight.Weight)!;

        var scales = Enumerable.Range(0, (int)weight.Dims[0]).Select(c => weight.AsSpan<float>().Slice(c * 72, 72).ToArray().Max(Math.Abs)).ToArray();
        var rounded = weight.AsSpan<float>().ToArray().Select((w, i) => Math.Clamp(MathF.Round(w / scales[i / 72]), -2, 1) * scales[i / 72]).ToArray();
        var changed = model with { Graph = model.Graph with { Initializers = new Dictionary<string, ConstantTensor>(model.Graph.Initializers) { [layer.Weight.Weight] = ConstantTensor.Of(rounded, [.. weight.Dims]) } } };

        var (p, q) = (Answers(model, types), Answers(changed, types));
        Assert.Equal(p.Zip(q).Sum(c => c.First * Math.Log(c.First / c.Second)) / Samples.Count, layer.LossIncrease[2], 1e-4);
        Assert.InRange(layer.LossIncrease[8], 0, 0.1 * layer.LossIncrease[2]);
    }

    [Theory]
    [InlineData(BitSensitivity.Curvature)]
    [InlineData(BitSensitivity.Measured)]
    public void FewerBitsNeverCountAsLessLoss(BitSensitivity sensitivity)
    {
        var (model, types, plan) = Form(LowBitTests.Trained.Value);

        var layers = Sensitivity(model, types, plan, new MixedBits([2, 3, 4, 6, 8], sensitivity, 64));

        Assert.Equal(2, layers.Count);
        Assert.All(layers, layer =>
        {
            Assert.Equal([2, 3, 4, 6, 8], layer.LossIncrease.Keys.Order());
            var losses = layer.LossIncrease.OrderBy(l => l.Key).Select(l => l.Value).ToArray();
            Assert.Equal(losses.OrderDescending(), losses);
            Assert.InRange(losses[^1], 0, losses[0] / 10);
        });
    }

    private static (Model Model, InferredTypes Types, QuantizationPlan Plan) Form(Model trained)
    {
        var model = QuantizableForm.Of(trained);
        var types = ShapeInference.Infer(model);
        return (model, types, QuantizationPlanner.Plan(model, types));
    }

    private static IReadOnlyList<LayerSensitivity> Sensitivity(Model model, InferredTypes types, QuantizationPlan plan, MixedBits mixed, IQuantizer? quantizer = null) =>
        LayerSensitivity.Of(model, types, plan, quantizer ?? new LsqQuantizer(), mixed, Samples, TinyTask.Preprocess, seed: 1);

    private static void Add(double[] curvature, TrainableNetwork network, Parameter parameter, ImageDataset sample, int label)
    {
        using var scope = torch.NewDisposeScope();
        using var loader = new BatchLoader(sample, new BatchOptions(1, TinyTask.Preprocess));
        var logits = network.Forward(Tensors.Of(Planar(loader.Next()), 1, 3, 8, 8));
        var values = Tensors.Read(logits);
        var share = Math.Exp(values[label]) / values.Sum(v => Math.Exp(v));
        var loss = nn.functional.cross_entropy(logits, torch.tensor([(long)label]));
        loss.backward();
        var gradient = Tensors.Read(parameter.grad!);
        for (var i = 0; i < curvature.Length; i++)
            curvature[i] += share * gradient[i] * gradient[i];
        foreach (var p in network.Parameters)
            p.Tensor.grad = null;
    }

    private static float[] Planar(Batch batch)
    {
        var planar = new float[batch.Images.Length];
        batch.CopyPlanar(planar);
        return planar;
    }

    private static double[] Answers(Model model, InferredTypes types)
    {
        using var network = new TrainableNetwork(model, types);
        return [.. Evaluation.Logits(network, Samples, TinyTask.Preprocess).Chunk(Samples.ClassCount).SelectMany(
            logits => logits.Select(l => Math.Exp(l) / logits.Sum(v => Math.Exp(v))))];
    }

    /// <summary>Channel c times 2^(c - 3) where it is made, or divided by that where it is read.</summary>
    private static ConstantTensor Times(ConstantTensor tensor, bool output)
    {
        var (channels, row) = ((int)tensor.Dims[0], (int)(tensor.Count / tensor.Dims[0]));
        var values = tensor.AsSpan<float>().ToArray();
        for (var i = 0; i < values.Length; i++)
            values[i] *= MathF.Pow(2, output ? i / row - 3 : 3 - (i % row / 9));
        return ConstantTensor.Of(values, [.. tensor.Dims]);
    }
}
