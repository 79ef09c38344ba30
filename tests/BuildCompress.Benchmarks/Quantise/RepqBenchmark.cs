using System.Diagnostics;
using System.Globalization;
using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.Benchmarks.Quantise;

/// <summary>
/// <c>quantise --repq</c>: a small RepVGG, trained on CIFAR-10 from scratch, then to few bits with LSQ: as branches (RepQ, by each kind of statistics) and merged
/// first, for the same epochs, with two seeds.
/// </summary>
internal static class RepqBenchmark
{
    public const string Usage = "quantise --repq [--float-epochs N] [--epochs N] [--rate R] [--bits N] [--seeds N] [--train-images N]";

    /// <summary>A fifth of ResNet-20's multiply-accumulates.</summary>
    private static readonly int[] Widths = [16, 16, 32, 32, 64, 64];

    private static readonly (string Name, BlockQuantisation Blocks, BlockStatistics Statistics)[] Ways =
    [
        ("merge first, then LSQ", BlockQuantisation.MergeFirst, BlockStatistics.Batch),
        ("RepQ, batch", BlockQuantisation.Repq, BlockStatistics.Batch),
        ("RepQ, estimate", BlockQuantisation.Repq, BlockStatistics.Estimate),
        ("RepQ, frozen", BlockQuantisation.Repq, BlockStatistics.Frozen),
    ];

    public static int Run(string[] args)
    {
        using var thread = new TrainingThread();
        return thread.Run(() => Measure(args)).GetAwaiter().GetResult();
    }

    private static int Measure(string[] args)
    {
        var (floatEpochs, epochs, rate) = (BenchmarkArguments.Number(args, "--float-epochs", 16), BenchmarkArguments.Number(args, "--epochs", 5), BenchmarkArguments.Number(args, "--rate", 0.005));
        var (bits, seeds) = ((int)BenchmarkArguments.Number(args, "--bits", 4), (int)BenchmarkArguments.Number(args, "--seeds", 2));
        var task = CifarTask.Load("cifar10-resnet20");
        var train = task.Train.Sample(Math.Min(task.Train.Count, (int)BenchmarkArguments.Number(args, "--train-images", int.MaxValue)), 1);
        var settings = new QuantiseSettings(QuantiseMethod.Lsq, Training(epochs, rate, 5e-5), CalibrationSamples: 512) { Bits = new(bits, bits) };
        var results = Ways.Select(_ => new List<(double Branches, double Integers, double Seconds)>()).ToArray();
        var curves = new ComparedCurves();
        for (var seed = 1; seed <= seeds; seed++)
        {
            using var network = Float(task with { Train = train }, floatEpochs, seed);
            var accuracy = Evaluation.Accuracy(network, task.Validation, task.Preprocess).Fraction;
            Say($"seed {seed}: float {Percent(accuracy)}");
            foreach (var (i, way) in Ways.Index())
            {
                var clock = Stopwatch.StartNew();
                var job = new QuantisationJob(network.ToModel(), settings with { Blocks = way.Blocks, BatchNorm = way.Statistics }, train, task.Preprocess, CifarTask.Augment, seed)
                {
                    Progress = curves.Add(way.Name, seed),
                };
                using var quantised = QuantisationTraining.Run(job);
                var seconds = clock.Elapsed.TotalSeconds;
                var result = Evaluation.Accuracy(quantised, task.Validation, task.Preprocess).Fraction;
                results[i].Add((accuracy, result, seconds));
                Say($"seed {seed}: {way.Name} {Percent(result)} after {seconds:0} s");
            }
        }

        var table = new BenchmarkTable("blocks", "accuracy by seed", "mean", "against merge first", "seconds of training");
        foreach (var (way, runs) in Ways.Zip(results))
        {
            var mean = runs.Average(r => r.Integers);
            table.Add(
                way.Name, string.Join(", ", runs.Select(r => Percent(r.Integers))), Percent(mean),
                way.Blocks == BlockQuantisation.MergeFirst ? "" : Points(mean - results[0].Average(r => r.Integers)),
                $"{runs.Average(r => r.Seconds):0}");
        }

        Console.WriteLine(table);
        var merged = BlockMerging.Merge(RepVggGraph.Classifier(1, 10, Widths)).Graph.Nodes.Count(n => n.OpType == "Conv");
        var picture = FormattableString.Invariant($"quantise-repq-w{bits}a{bits}-{rate}.svg");
        File.WriteAllText(
            Path.Combine(BenchmarkDocument.RepositoryRoot(), "docs", "pictures", picture),
            curves.Draw(FormattableString.Invariant($"RepVGG of {merged} blocks to W{bits}A{bits} at rate {rate}: accuracy on training images")));
        BenchmarkDocument.Write(
            FormattableString.Invariant($"quantise --repq W{bits}A{bits} {rate}"), FormattableString.Invariant($"Re-parametrised blocks at {bits} bits, rate {rate}"),
            $"""
            RepVGG of {merged} blocks (widths {string.Join(", ", Widths)}), {floatEpochs} epochs in float from scratch, then {epochs} epochs of LSQ W{bits}A{bits} at rate {rate}, {train.Count:#,0} training images; validation
            accuracy of {task.Validation.Count:#,0} images in integers. Float with branches: {string.Join(", ", results[0].Select((r, i) => $"seed {i + 1} {Percent(r.Branches)}"))}.

            {table}

            ![Training curves](pictures/{picture})
            """, $"quantise {string.Join(' ', args)}");
        return 0;
    }

    private static TrainableNetwork Float(CifarTask task, double epochs, int seed)
    {
        var model = RepVggGraph.Classifier(seed, classes: 10, Widths);
        var network = new TrainableNetwork(model, ShapeInference.Infer(model));
        Finetuner.Run(network, new FinetuneJob(task.Train, Training(epochs, 0.1, 5e-4), task.Preprocess, CifarTask.Augment, seed));
        BatchNormEstimation.Run(network, task.Train.Sample(Math.Min(10_000, task.Train.Count), seed), task.Preprocess, CifarTask.Augment, seed: seed);
        return network;
    }

    private static FinetuneSettings Training(double epochs, double rate, double decay) => new(epochs, 128, rate, 0.9, decay, 0, null, TrainingPrecision.Float32);

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static string Percent(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{fraction * 100:0.00} %");

    private static string Points(double difference) => string.Create(CultureInfo.InvariantCulture, $"{difference * 100:+0.00;-0.00} pt");
}
