using System.Runtime.InteropServices;
using BuildCompress.Core.Manifests;
using BuildCompress.IntegrationTests.Training.Data;
using BuildCompress.IntegrationTests.Training.Networks;
using BuildCompress.Training.Data;
using BuildCompress.Training.Finetuning;

namespace BuildCompress.IntegrationTests.Training.Finetuning;

public sealed class FinetunerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("finetune-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void LearnsATaskItHasNotSeen()
    {
        using var network = TinyTask.Graph().Network();
        var before = Evaluation.Accuracy(network, TinyTask.Validation, TinyTask.Preprocess);

        var result = Finetuner.Run(network, TinyTask.Job());

        Assert.Equal(48, result.Steps);
        Assert.True(before.Fraction < 0.6);
        Assert.True(Evaluation.Accuracy(network, TinyTask.Validation, TinyTask.Preprocess).Fraction > 0.95);
    }

    [Fact]
    public void SeedDecidesTheWeights()
    {
        var first = Trained(TinyTask.Job(seed: 3, augment: new AugmentSettings(1, false)));
        var again = Trained(TinyTask.Job(seed: 3, augment: new AugmentSettings(1, false)));
        var other = Trained(TinyTask.Job(seed: 4, augment: new AugmentSettings(1, false)));

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(41)]
    public void AnInterruptedRunResumesToTheBit(int pass)
    {
        var job = TinyTask.Job(augment: new AugmentSettings(1, true)) with { Checkpoint = Path.Combine(folder, "run.checkpoint") };
        var expected = Trained(job with { Checkpoint = null });
        using (var network = TinyTask.Graph().Network())
        {
            var cancelling = new CancellingNetwork(network, pass);
            Assert.Throws<OperationCanceledException>(() => Finetuner.Run(cancelling, job, cancelling.Token));
        }

        Assert.Equal(["run.checkpoint"], Directory.GetFiles(folder).Select(f => Path.GetFileName(f)));
        var passes = 0;
        var resumed = Trained(job with { Progress = new Counter(p => passes = passes == 0 ? p.Step : passes) });

        Assert.Equal(expected, resumed);
        Assert.Equal(pass + 1, passes);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void AnotherRunsOrADamagedCheckpointIsNotTakenUp()
    {
        var job = TinyTask.Job() with { Checkpoint = Path.Combine(folder, "run.checkpoint") };
        var expected = Trained(job with { Checkpoint = null });
        Interrupt(job with { Seed = 9 });
        Assert.Equal(expected, Trained(job));

        Interrupt(job);
        var bytes = File.ReadAllBytes(job.Checkpoint!);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(job.Checkpoint!, bytes);
        Assert.Equal(expected, Trained(job));
    }

    [Fact]
    public void StepsAreThoseOfNesterovSgdWithACosine()
    {
        var settings = new FinetuneSettings(4, 512, 0.1, 0.9, 0, 0.1, null, TrainingPrecision.Float32);
        using var ours = TinyTask.Shallow().Network();
        using var theirs = TinyTask.Shallow().Network();

        Finetuner.Run(ours, TinyTask.Job(settings) with { MaxGradientNorm = 1e9 });
        using var scope = torch.NewDisposeScope();
        var sgd = torch.optim.SGD(theirs.Parameters.Select(p => p.Tensor), 0.1, momentum: 0.9, nesterov: true);
        using var loader = new BatchLoader(TinyTask.Train, new BatchOptions(512, TinyTask.Preprocess));
        for (var step = 0; step < 4; step++)
        {
            foreach (var group in sgd.ParamGroups)
                group.LearningRate = 0.05 * (1 + Math.Cos(Math.PI * step / 4));
            var batch = loader.Next();
            var images = Tensors.Of(batch.Images, 512, 8, 8, 3).permute(0, 3, 1, 2);
            sgd.zero_grad();
            nn.functional.cross_entropy(theirs.Forward(images), torch.tensor(batch.Labels.ToArray()), label_smoothing: 0.1).backward();
            sgd.step();
        }

        Assert.True(Tensors.RelativeError(TinyTask.Weights(theirs), TinyTask.Weights(ours)) < 1e-5);
    }

    [Fact]
    public void DivergenceStopsTheRunAndKeepsTheLastGoodWeights()
    {
        using var network = TinyTask.Graph().Network();
        var before = TinyTask.Weights(network);

        var error = TestData.ErrorOf(() => Finetuner.Run(network, TinyTask.Job(TinyTask.Settings with { LearningRate = 1e20, Epochs = 1 })));

        Assert.Equal("BCMP4201", error.Id);
        Assert.Contains("1e+20 to 2e+19", error.NextStep);
        Assert.Equal(before, TinyTask.Weights(network));
    }

    /// <summary>A loss that stays a number but grows without end is found out too, and what an epoch of it left is not called good.</summary>
    [Fact]
    public void ALossThatOnlyGrowsIsDivergenceAndItsEpochsAreNotKept()
    {
        using var network = TinyTask.Graph().Network();
        var before = TinyTask.Weights(network);

        var error = TestData.ErrorOf(() => Finetuner.Run(network, TinyTask.Job(TinyTask.Settings with { LearningRate = 90, Epochs = 8 })));

        Assert.Equal("BCMP4201", error.Id);
        Assert.Contains("it grew to", error.Message);
        Assert.Contains("90 to 18", error.NextStep);
        Assert.Equal(before, TinyTask.Weights(network));
    }

    [Fact]
    public void AFailureOfTheEngineIsToldAndKeepsTheLastGoodWeights()
    {
        using var network = TinyTask.Graph().Network();
        var before = TinyTask.Weights(network);
        var failing = new CancellingNetwork(network, 5) { Failure = new ExternalException("not enough memory") };

        var error = TestData.ErrorOf(() => Finetuner.Run(failing, TinyTask.Job()));

        Assert.Equal("BCMP4102", error.Id);
        Assert.Contains("not enough memory", error.Message);
        Assert.Equal(before, TinyTask.Weights(network));
    }

    [Fact]
    public void ABatchBeyondMemoryIsTold()
    {
        using var network = TinyTask.Graph().Network();
        var large = new ImageShape(3, 16_000, 16_000);
        var data = new ImageDataset(large, new byte[large.Size], [0], 4);

        var error = TestData.ErrorOf(() => Finetuner.Run(network, TinyTask.Job() with { Train = data }));

        Assert.Equal("BCMP4204", error.Id);
        Assert.Equal(1, Batch.Comfortable(large, 250));
        Assert.Equal(250, Batch.Comfortable(TinyTask.Train.Shape, 250));
    }

    [Fact]
    public void ANetworkThatEqualsItsTeacherHasNothingToLearnFromIt()
    {
        var settings = TinyTask.Settings with { Distill = new DistillSettings(1, 4), WeightDecay = 0 };
        using var network = TinyTask.Shallow().Network();
        using var teacher = TinyTask.Shallow().Network();
        var before = TinyTask.Weights(network);

        var result = Finetuner.Run(network, TinyTask.Job(settings) with { Teacher = teacher });

        Assert.Equal(0, result.Loss, 1e-5);
        Assert.True(Tensors.RelativeError(before, TinyTask.Weights(network)) < 1e-4);
    }

    [Fact]
    public void DistillationMovesTheStudentToTheTeachersAnswers()
    {
        var settings = TinyTask.Settings with { Distill = new DistillSettings(1, 2), WeightDecay = 0, Epochs = 6 };
        using var network = TinyTask.Shallow(seed: 1).Network();
        using var teacher = TinyTask.Shallow(seed: 2).Network();
        var before = Distance();

        Finetuner.Run(network, TinyTask.Job(settings) with { Teacher = teacher });

        Assert.True(Distance() < 0.3 * before);

        double Distance()
        {
            var student = Evaluation.Logits(network, TinyTask.Train, TinyTask.Preprocess);
            var wanted = Evaluation.Logits(teacher, TinyTask.Train, TinyTask.Preprocess);
            return student.Chunk(4).Zip(wanted.Chunk(4)).Sum(p => p.First.Zip(p.Second).Sum(v => Math.Pow(v.First - p.First.Average() - v.Second + p.Second.Average(), 2)));
        }
    }

    [Fact]
    public void FractionsOfEpochsAndTinyDataSetsHaveSteps()
    {
        Assert.Equal(4, TinyTask.Job(TinyTask.Settings with { Epochs = 0.25 }).Steps);
        Assert.Equal(0, TinyTask.Job(TinyTask.Settings with { Epochs = 0 }).Steps);
        Assert.Equal(3, (TinyTask.Job() with { Train = TinyTask.Train.Take(5) }).Steps);
        Trained(TinyTask.Job() with { Train = TinyTask.Train.Take(5) });
    }

    [Fact]
    public void Bfloat16LearnsAsWell()
    {
        using var network = TinyTask.Graph().Network();
        var job = TinyTask.Job(TinyTask.Settings with { Precision = TrainingPrecision.Bfloat16 });
        if (!Bfloat16Autocast.IsSupported)
        {
            Assert.Equal("BCMP4205", TestData.ErrorOf(() => Finetuner.Run(network, job)).Id);
            return;
        }

        Finetuner.Run(network, job);

        Assert.True(Evaluation.Accuracy(network, TinyTask.Validation, TinyTask.Preprocess).Fraction > 0.9);
    }

    private static float[] Trained(FinetuneJob job)
    {
        using var network = TinyTask.Graph().Network();
        Finetuner.Run(network, job);
        return TinyTask.Weights(network);
    }

    private static void Interrupt(FinetuneJob job)
    {
        using var network = TinyTask.Graph().Network();
        var cancelling = new CancellingNetwork(network, 5);
        Assert.Throws<OperationCanceledException>(() => Finetuner.Run(cancelling, job, cancelling.Token));
        Assert.True(File.Exists(job.Checkpoint));
    }

    private sealed class Counter(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }
}
