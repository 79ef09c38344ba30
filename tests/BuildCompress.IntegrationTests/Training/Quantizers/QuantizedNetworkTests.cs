using BuildCompress.Core.Manifests;
using BuildCompress.IntegrationTests.Pipeline;
using BuildCompress.IntegrationTests.Training.Data;
using BuildCompress.IntegrationTests.Training.Finetuning;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Tests;
using BuildCompress.Training.Data;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.IntegrationTests.Training.Quantizers;

public sealed class QuantizedNetworkTests
{
    [Fact]
    public void CalibratedResNetAnswersAsOnnxRuntimeDoesInInt8()
    {
        if (SharedData.IsMissing)
            return;
        var folder = SharedData.DataFolder();
        var validation = Read("val.bin").Take(1000);
        var (model, types, plan) = Prepare(OnnxFile.Read(SharedData.Path("models/cifar10-resnet20.onnx")));
        using var network = QuantizedNetwork.Calibrate(model, types, plan, new LsqQuantizer(), Read("train.bin").Sample(256, seed: 1), TestData.Cifar);
        using var original = new TrainableNetwork(model, types);

        var ours = Evaluation.Logits(network, validation, TestData.Cifar);
        var theirs = RunInt8(network, plan, validation, TestData.Cifar);

        Assert.True(Agreement(ours, theirs, 10) >= 0.999);
        var lost = Evaluation.Accuracy(original, validation, TestData.Cifar).Fraction - Evaluation.Accuracy(network, validation, TestData.Cifar).Fraction;
        Assert.True(lost < 0.005);

        ImageDataset Read(string file) => ImageDatasetReader.Read(
            TestData.Source(DataFormat.Cifar10Binary, Path.Combine(folder, "cifar10", file)), new DataExpectation());
    }

    [Theory]
    [InlineData("cifar10-resnet20", QuantiseMethod.Minmax)]
    [InlineData("cifar10-resnet56", QuantiseMethod.Minmax)]
    [InlineData("cifar10-mlperftiny-resnet8", QuantiseMethod.Percentile)]
    public void CalibrationAloneKeepsTheAccuracyAndAgreesWithTheRuntime(string name, QuantiseMethod method)
    {
        if (SharedData.IsMissing)
            return;
        var model = OnnxFile.Read(SharedData.Path($"models/{name}.onnx"));
        var preprocess = name.Contains("mlperftiny", StringComparison.Ordinal) ? new PreprocessSettings(1, [0], [1], ChannelOrder.Rgb) : TestData.Cifar;
        var (train, validation) = (Read("train.bin"), Read("val.bin").Take(500));
        var job = new QuantisationJob(model, QuantiseDefaults.Int8 with { Method = method }, train, preprocess, null, Seed: 1);
        using var original = new TrainableNetwork(model, ShapeInference.Infer(model));

        using var network = QuantisationTraining.Run(job);

        var agreement = RuntimeAgreement.Of(network, validation, preprocess);
        Assert.True(agreement.TopOne >= 0.999, $"top one {agreement.TopOne}");
        Assert.True(agreement.WithinOneStep >= 0.999, $"within a step {agreement.WithinOneStep}, equal {agreement.Equal}");
        Assert.Empty(agreement.Fusion.Unfused);
        var lost = Evaluation.Accuracy(original, validation, preprocess).Fraction - Evaluation.Accuracy(network, validation, preprocess).Fraction;
        Assert.True(lost <= 0.01, $"lost {lost}");

        static ImageDataset Read(string file) => ImageDatasetReader.Read(
            TestData.Source(DataFormat.Cifar10Binary, Path.Combine(SharedData.DataFolder(), "cifar10", file)), new DataExpectation());
    }

    [Fact]
    public void TrainedStepsAndWeightsSurviveExport()
    {
        using var original = TinyTask.Graph().Network();
        Finetuner.Run(original, TinyTask.Job());
        var (model, types, plan) = Prepare(original.ToModel());
        using var network = QuantizedNetwork.Calibrate(model, types, plan, new LsqQuantizer(), TinyTask.Train.Take(128), TinyTask.Preprocess);
        var before = network.Quantization;

        Finetuner.Run(network, TinyTask.Job(TinyTask.Settings with { LearningRate = 0.005, Epochs = 2 }));

        var after = network.Quantization;
        Assert.All(before.Activations.Zip(after.Activations), p => Assert.True(p.First.Scale != p.Second.Scale && p.Second.Scale > 0));
        Assert.True(Evaluation.Accuracy(network, TinyTask.Validation, TinyTask.Preprocess).Fraction > 0.95);
        var ours = Evaluation.Logits(network, TinyTask.Validation, TinyTask.Preprocess);
        var theirs = RunInt8(network, plan, TinyTask.Validation, TinyTask.Preprocess);
        Assert.True(Agreement(ours, theirs, 4) >= 0.99);
        Assert.True(Tensors.RelativeError(theirs, ours) < 0.02);
    }

    /// <summary>Two convolutions with one bias, one weight tied by an Identity, and a Gemm whose weight is <c>[in, out]</c>.</summary>
    [Fact]
    public void SharedAndTransposedWeightsAnswerAsOnnxRuntimeDoesInInt8()
    {
        var graph = new TestGraph(5, new Dimension(null, "batch"), 3, 8, 8);
        (string Name, object Value) pads = ("pads", new long[] { 1, 1, 1, 1 }), strides = ("strides", new long[] { 2, 2 });
        var (tied, bias) = (graph.Weight(0.4, 8, 8, 3, 3), graph.Weight(0.2, 8));
        graph.Then("Conv", [graph.Weight(0.4, 8, 3, 3, 3), bias], pads, strides).Then("Relu").Then("Conv", [tied, bias], pads).Then("Relu");
        var (last, alias) = (graph.Last, graph.Join("Identity", [tied]).Last);
        graph.Join("Conv", [last, alias, bias], pads, strides).Then("Relu").Then("Flatten").Then("Gemm", [graph.Weight(0.2, 32, 4), graph.Weight(0.1, 4)]);
        var (model, types, plan) = Prepare(graph.Model());
        using var network = QuantizedNetwork.Calibrate(model, types, plan, new LsqQuantizer(), TinyTask.Train.Take(128), TinyTask.Preprocess);

        Finetuner.Run(network, TinyTask.Job(TinyTask.Settings with { LearningRate = 0.005, Epochs = 1 }));

        Assert.Equal(4, plan.Weights.Count);
        var ours = Evaluation.Logits(network, TinyTask.Validation, TinyTask.Preprocess);
        var theirs = RunInt8(network, plan, TinyTask.Validation, TinyTask.Preprocess);
        Assert.True(Agreement(ours, theirs, 4) >= 0.99);
        Assert.True(Tensors.RelativeError(theirs, ours) < 0.02);
        var exported = OnnxFile.ToBytes(QdqExport.Quantise(network.ToModel(), plan, network.Quantization));
        Assert.Equal(exported.LongLength, ArtifactForm.Cost(graph.Model(), QuantiseDefaults.Int8).File.Value);
    }

    [Fact]
    public void ExportedWeightsLieOnTheirGrid()
    {
        var (model, types, plan) = Prepare(TinyTask.Graph().Model());
        using var network = QuantizedNetwork.Calibrate(model, types, plan, new LsqQuantizer(), TinyTask.Train.Take(64), TinyTask.Preprocess);

        var (exported, quantization) = (network.ToModel().Graph, network.Quantization);

        for (var i = 0; i < plan.Weights.Count; i++)
        {
            var weight = exported.Constant(plan.Weights[i].Weight)!;
            var perChannel = (int)(weight.Count / weight.Dims[0]);
            for (var j = 0; j < weight.Count; j++)
            {
                var steps = weight.AsSpan<float>()[j] / quantization.WeightScales[i][j / perChannel];
                Assert.Equal(Math.Round(steps), steps, 1e-3);
                Assert.InRange(steps, -127.001, 127.001);
            }
        }
    }

    [Fact]
    public void ScalesObeyTheRuntimesRules()
    {
        var graph = new TestGraph(3, new Dimension(null, "batch"), 3, 8, 8);
        graph.Conv(3, 8, 3).Then("Clip", [graph.Constant(ConstantTensor.Of([0f])), graph.Constant(ConstantTensor.Of([0.3f]))]).Conv(8, 4, 3).Then("GlobalAveragePool").Then("Flatten");
        var (model, types, plan) = Prepare(graph.Model());
        using var network = QuantizedNetwork.Calibrate(model, types, plan, new LsqQuantizer(), TinyTask.Train.Take(64), TinyTask.Preprocess);
        using var scope = torch.NewDisposeScope();

        foreach (var parameter in network.Parameters.Where(p => p.Role == ParameterRole.Step))
        {
            using var noGrad = torch.no_grad();
            parameter.Tensor.add_(10);
        }

        network.Project();
        var scales = network.Quantization.Activations;
        for (var i = 0; i < scales.Count; i++)
        {
            if (plan.Scales[i].NonNegative)
                Assert.Equal(0, scales[i].ZeroPoint);
            if (plan.Scales[i].UpperBound is { } bound)
                Assert.True(scales[i].Scale * 255 <= bound);
        }

        Assert.Contains(plan.Scales, s => s.UpperBound is 0.3f);
        Assert.True(scales[0].ZeroPoint > 0);
    }

    [Fact]
    public void AChannelOfTinyWeightsKeepsItsBiasInInt8()
    {
        var graph = new TestGraph(3, new Dimension(null, "batch"), 3, 8, 8);
        var weights = Enumerable.Range(0, 12).Select(i => i < 3 ? 5e-7f : 0.1f * (i - 7)).ToArray();
        graph.Then("Conv", [graph.Constant(ConstantTensor.Of(weights, 4, 3, 1, 1)), graph.Constant(ConstantTensor.Of([3f, 1f, -1f, 2f], 4))])
            .Then("Relu").Then("GlobalAveragePool").Then("Flatten");
        var (model, types, plan) = Prepare(graph.Model());
        using var network = QuantizedNetwork.Calibrate(model, types, plan, new LsqQuantizer(), TinyTask.Train.Take(64), TinyTask.Preprocess);

        var ours = Evaluation.Logits(network, TinyTask.Validation, TinyTask.Preprocess);
        var theirs = RunInt8(network, plan, TinyTask.Validation, TinyTask.Preprocess);

        Assert.All(theirs.Chunk(4), row => Assert.Equal(3, row[0], 0.05));
        Assert.True(Tensors.RelativeError(theirs, ours) < 0.02);
    }

    [Fact]
    public void AnActivationThatIsAlwaysZeroStaysWithinItsBound()
    {
        var graph = new TestGraph(3, new Dimension(null, "batch"), 3, 8, 8);
        graph.Then("Conv", [graph.Weight(0.1, 4, 3, 1, 1), graph.Constant(ConstantTensor.Of([-100f, -100f, -100f, -100f], 4))])
            .Then("Clip", [graph.Constant(ConstantTensor.Of([0f])), graph.Constant(ConstantTensor.Of([6f]))]).Conv(4, 4, 3).Then("GlobalAveragePool").Then("Flatten");
        var (model, types, plan) = Prepare(graph.Model());

        using var network = QuantizedNetwork.Calibrate(model, types, plan, new LsqQuantizer(), TinyTask.Train.Take(64), TinyTask.Preprocess);

        var bounded = Assert.Single(plan.Scales.Index(), s => s.Item.UpperBound is 6f).Index;
        Assert.True(network.Quantization.Activations[bounded].Scale * 255 <= 6);
    }

    [Fact]
    public void ActivationsThatOverflowAreNamed()
    {
        var (model, types, plan) = Prepare(TinyTask.Graph().Model());
        var absurd = TinyTask.Preprocess with { Scale = 1e38 };

        var error = TestData.ErrorOf(() => QuantizedNetwork.Calibrate(model, types, plan, new LsqQuantizer(), TinyTask.Train.Take(8), absurd));

        Assert.Equal("BCMP4203", error.Id);
        Assert.NotNull(error.Node);
    }

    private static (Model Model, InferredTypes Types, QuantizationPlan Plan) Prepare(Model original)
    {
        var model = QuantizableForm.Of(original);
        var types = ShapeInference.Infer(model);
        return (model, types, QuantizationPlanner.Plan(model, types));
    }

    private static float[] RunInt8(QuantizedNetwork network, QuantizationPlan plan, ImageDataset data, PreprocessSettings preprocess)
    {
        var int8 = QdqExport.Quantise(network.ToModel(), plan, network.Quantization);
        using var sessionOptions = new SessionOptions();
        using var session = new InferenceSession(OnnxFile.ToBytes(int8), sessionOptions);
        using var loader = new BatchLoader(data, new BatchOptions(100, preprocess));
        var logits = new List<float>();
        for (var i = 0; i < loader.BatchesPerEpoch; i++)
        {
            var batch = loader.Next();
            var planar = Tensors.Read(Tensors.Of(batch.Images, batch.Count, data.Shape.Height, data.Shape.Width, data.Shape.Channels).permute(0, 3, 1, 2));
            using var input = OrtValue.CreateTensorValueFromMemory(planar, [batch.Count, data.Shape.Channels, data.Shape.Height, data.Shape.Width]);
            using var options = new RunOptions();
            using var results = session.Run(options, session.InputNames, [input], session.OutputNames);
            logits.AddRange(results.First().GetTensorDataAsSpan<float>());
        }

        return [.. logits];
    }

    private static double Agreement(float[] a, float[] b, int classes) =>
        a.Chunk(classes).Zip(b.Chunk(classes)).Average(p => Array.IndexOf(p.First, p.First.Max()) == Array.IndexOf(p.Second, p.Second.Max()) ? 1.0 : 0);
}
