using System.Diagnostics;
using BuildCompress.Benchmarks.SampleModels;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Folding;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Training.Data;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.Benchmarks.TrainStep;

/// <summary>
/// <c>trainstep [--rounds N] [--steps N] [--threads N]</c>: a training step of ResNet-20 at batch 128, ours beside PyTorch's on the same
/// libtorch, in interleaved rounds, short enough that a machine's slow second meets all rows alike. Ours is the whole step: loading,
/// augmentation, clipping and optimiser included.
/// </summary>
public static class TrainStepBenchmark
{
    private const int BatchSize = 128;
    private static readonly PreprocessSettings Preprocess = new(1 / 255.0, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225], ChannelOrder.Rgb);

    public static int Run(string[] args)
    {
        var (rounds, steps, threads) = (Option(args, "--rounds", 15), Option(args, "--steps", 8), Option(args, "--threads", Environment.ProcessorCount));
        using var thread = new TrainingThread();
        using var tuned = PyTorchStep.Start(threads, tunedAllocator: true);
        using var stock = PyTorchStep.Start(threads, tunedAllocator: false);
        return thread.Run(() => Measure(rounds, steps, threads, tuned, stock)).GetAwaiter().GetResult();
    }

    private static int Measure(int rounds, int steps, int threads, PyTorchStep? tuned, PyTorchStep? stock)
    {
        torch.set_num_threads(threads);
        var model = OnnxFile.Read(Path.Combine(BenchmarkDocument.RepositoryRoot(), "..", "shared", "models", "cifar10-resnet20.onnx"));
        var folded = QuantizableForm.Of(model);
        var types = ShapeInference.Infer(folded);
        var data = Noise(steps * BatchSize);
        using var network = new TrainableNetwork(model, ShapeInference.Infer(model));
        using var quantised = QuantizedNetwork.Calibrate(
            folded, types, QuantizationPlanner.Plan(folded, types), new LsqQuantizer(), data.Take(BatchSize), Preprocess);
        using var lsqFourBits = FourBits(model, new LsqQuantizer(), data);
        using var lsqPlus = FourBits(model, new LsqPlusQuantizer(), data);
        using var qil = FourBits(model, new QilQuantizer(), data);
        using var plain = new TrainableNetwork(folded, types);
        var untrained = RepVggGraph.Classifier(seed: 1, classes: 10, [.. Enumerable.Repeat(16, 7), .. Enumerable.Repeat(32, 6), .. Enumerable.Repeat(64, 6)]);
        using var repVgg = new TrainableNetwork(untrained, ShapeInference.Infer(untrained));
        BatchNormEstimation.Run(repVgg, data, Preprocess);
        var branches = BlockMerging.Of(repVgg.ToModel());
        using var repqBatch = Blocks(branches, BlockStatistics.Batch, data);
        using var repqEstimate = Blocks(branches, BlockStatistics.Estimate, data);
        using var running = Blocks(branches, BlockStatistics.Frozen, data);
        using var repqFrozen = running.FreezeBatchNorm();

        List<Variant> variants =
        [
            new("ours, float32", k => Train(network, data, k)),
            new("ours, float32, BN folded", k => Train(plain, data, k)),
            new("ours, LSQ int8, BN folded", k => Train(quantised, data, k)),
            new("ours, LSQ W4A4, BN training", k => Train(lsqFourBits, data, k)),
            new("ours, LSQ+ W4A4, BN training", k => Train(lsqPlus, data, k)),
            new("ours, QIL W4A4, BN training", k => Train(qil, data, k)),
            new("RepVGG, float32, three branches", k => Train(repVgg, data, k)),
            new("RepVGG, RepQ W4A4, frozen", k => Train(repqFrozen, data, k), Of: 6),
            new("RepVGG, RepQ W4A4, batch", k => Train(repqBatch, data, k), Of: 6),
            new("RepVGG, RepQ W4A4, estimate", k => Train(repqEstimate, data, k), Of: 6),
        ];
        if (tuned is not null)
            variants.Add(new("PyTorch, same allocator settings", tuned.Run));
        if (stock is not null)
            variants.Add(new("PyTorch, as installed", stock.Run));
        foreach (var variant in variants)
            variant.Step(2);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var variant in variants)
                variant.Samples.Add(variant.Step(steps));
            Console.Error.Write($"\rround {round + 1}/{rounds}");
        }

        Console.Error.WriteLine();
        Report(variants, threads);
        return 0;
    }

    private static void Report(List<Variant> variants, int threads)
    {
        var table = new BenchmarkTable("step, ResNet-20, batch 128", "ms (p25)", "images/s", "speed", "CPU ms (p25)", "speed by CPU time");
        foreach (var variant in variants)
        {
            var (ours, wall) = (variants[variant.Of].Typical, variant.Typical);
            table.Add(
                variant.Name, $"{wall.Wall:0.0}", $"{1000 * BatchSize / wall.Wall:0}", $"{ours.Wall / wall.Wall:0.00}x", $"{wall.Cpu:0.0}",
                $"{ours.Cpu / wall.Cpu:0.00}x");
        }

        Console.WriteLine(table);
        const string reading = "speed is relative to the first row, RepQ's to the RepVGG with branches in float32, and CPU time is the one to trust on a busy machine";
        BenchmarkDocument.Write("trainstep", "Training step", $"{threads} threads; rounds of all variants in turn; {reading}.\n\n{table}");
    }

    private static StepTime Train(INetwork network, ImageDataset data, int steps)
    {
        var epochs = (double)steps * BatchSize / data.Count;
        var settings = new FinetuneSettings(epochs, BatchSize, 1e-4, 0.9, 5e-4, 0, null, TrainingPrecision.Float32);
        var job = new FinetuneJob(data, settings, Preprocess, new AugmentSettings(4, true), Seed: 1);
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var result = Finetuner.Run(network, job);
        return new StepTime(clock.Elapsed.TotalMilliseconds / result.Steps, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / result.Steps);
    }

    private static QuantizedNetwork FourBits(Model model, IQuantizer quantizer, ImageDataset data)
    {
        var bits = new LayerBits(4, 4, 8, 8);
        var form = NormalisedLayers.Of(model, bits);
        var folded = BatchNormFolding.Fold(form);
        var plan = QuantizationPlanner.Plan(folded, ShapeInference.Infer(folded), bits);
        return QuantizedNetwork.Calibrate(form, ShapeInference.Infer(form), plan, quantizer, data.Take(BatchSize), Preprocess);
    }

    private static QuantizedNetwork Blocks(MergedModel branches, BlockStatistics statistics, ImageDataset data) => QuantizedNetwork.OverBranches(
        branches, new LayerBits(4, 4, 8, 8), new LsqQuantizer(), statistics, data.Take(BatchSize), Preprocess);

    private static ImageDataset Noise(int count)
    {
        var random = new Random(1);
        var shape = new ImageShape(3, 32, 32);
        var pixels = new byte[count * shape.Size];
        random.NextBytes(pixels);
        return new ImageDataset(shape, pixels, [.. Enumerable.Range(0, count).Select(_ => random.Next(10))], 10);
    }

    private static int Option(string[] args, string name, int fallback)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 ? int.Parse(args[at + 1]) : fallback;
    }

    private sealed record Variant(string Name, Func<int, StepTime> Step, int Of = 0)
    {
        public List<StepTime> Samples { get; } = [];

        /// <summary>Lower quartiles.</summary>
        public StepTime Typical => new(Quartile(s => s.Wall), Quartile(s => s.Cpu));

        private double Quartile(Func<StepTime, double> of) => Samples.Select(of).Order().ElementAt(Samples.Count / 4);
    }
}
