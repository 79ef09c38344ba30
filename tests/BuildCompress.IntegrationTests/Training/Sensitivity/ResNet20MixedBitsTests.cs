using BuildCompress.Core.Manifests;
using BuildCompress.Core.Diagnostics;
using BuildCompress.IntegrationTests.OnnxRuntime;
using BuildCompress.IntegrationTests.Pipeline;
using BuildCompress.IntegrationTests.Training.Quantizers;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Selection.Allocation;
using BuildCompress.Tests;
using BuildCompress.Training.Data;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;
using BuildCompress.Training.Quantizers;
using BuildCompress.Training.Sensitivity;

namespace BuildCompress.IntegrationTests.Training.Sensitivity;

/// <summary>A trained ResNet-20 with bits of its own in every layer: better than the same bits everywhere in as much room, and the runtime agrees.</summary>
public sealed class ResNet20MixedBitsTests
{
    private static readonly PreprocessSettings Preprocess = new(1 / 255.0, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225], ChannelOrder.Rgb);

    private static readonly int[] Widths = [2, 3, 4, 6, 8];

    [Fact]
    public void MixedBitsDistortTheAnswersLessInTheSameRoomAndAgreeWithOnnxRuntime()
    {
        if (SharedData.IsMissing)
            return;
        var images = Images();
        var (samples, others) = (images.Take(256), images.Subset([.. Enumerable.Range(1000, 400)]));
        var original = OnnxFile.Read(CifarReference.ModelPath("cifar10-resnet20"));
        var model = QuantizableForm.Of(original);
        var types = ShapeInference.Infer(model);
        var plan = QuantizationPlanner.Plan(model, types);
        var layers = LayerSensitivity.Of(model, types, plan, new LsqQuantizer(), new MixedBits(Widths, Samples: samples.Count), samples, Preprocess, seed: 1);
        var uniform = layers.ToDictionary(l => l.Weight.Node, _ => 4);

        var allocation = AllocationSolver.Solve(
            new AllocationProblem(
                [.. layers.Select(l => Widths.Select(bits => new Alternative(l.LossIncrease[bits], [Room(l, bits)])).ToArray())],
                [new("size", layers.Sum(l => Room(l, 4)))]),
            CancellationToken.None);
        var mixed = layers.Zip(allocation.Chosen).ToDictionary(l => l.First.Weight.Node, l => Widths[l.Second]);

        Assert.Equal(18, layers.Count);
        Assert.Equal(allocation.Loss, allocation.LowerBound, 1e-12);
        var (worse, better) = (Divergence(uniform), Divergence(mixed));
        Assert.True(better < worse, $"mixed {better}, uniform {worse}");

        var settings = QuantiseDefaults.Int8 with { Bits = new QuantiseBits(4), Training = QuantiseDefaults.Int8.Training with { Epochs = 0 } };
        using var network = QuantisationTraining.Run(new QuantisationJob(original, settings, samples, Preprocess, null, 1) { WeightBits = mixed });
        var agreement = RuntimeAgreement.Of(network, others, Preprocess);
        Assert.True(agreement.Fusion.AllLayersFused, string.Join("; ", agreement.Fusion.Unfused));
        Assert.Equal((1, 1), (agreement.TopOne, agreement.Equal));

        long Room(LayerSensitivity layer, int bits) => model.Graph.Constant(layer.Weight.Weight)!.Count * WeightContainer.StoredBits(bits);

        // Of the answers of the float network, with all weights rounded together.
        double Divergence(Dictionary<string, int> bits)
        {
            var (p, q) = (Answers(model), Answers(Rounded(bits)));
            return p.Zip(q).Sum(c => c.First * Math.Log(c.First / c.Second)) / others.Count;
        }

        double[] Answers(Model of)
        {
            using var run = new TrainableNetwork(of, types);
            return [.. Evaluation.Logits(run, others, Preprocess).Chunk(10).SelectMany(l => l.Select(v => Math.Exp(v) / l.Sum(w => Math.Exp(w))))];
        }

        Model Rounded(Dictionary<string, int> bits)
        {
            var constants = new Dictionary<string, ConstantTensor>(model.Graph.Initializers);
            foreach (var weight in layers.Select(l => l.Weight))
            {
                var exact = constants[weight.Weight];
                using var quantizer = new LsqQuantizer().CreateWeight("w", exact, bits[weight.Node]);
                constants[weight.Weight] = ConstantTensor.Of(
                    Networks.Tensors.Read(quantizer.Quantise(Networks.Tensors.Of(exact.AsSpan<float>(), [.. exact.Dims]))), [.. exact.Dims]);
            }

            return model with { Graph = model.Graph with { Initializers = constants } };
        }
    }

    private static ImageDataset Images()
    {
        var path = Path.Combine(SharedData.DataFolder(), "cifar10", "val.bin");
        return ImageDatasetReader.Read(
            new DataSource(DataFormat.Cifar10Binary, [new Located<string>(path, new SourceSpan(path))], null),
            new DataExpectation(new ImageShape(3, 32, 32), 10), CancellationToken.None);
    }
}
