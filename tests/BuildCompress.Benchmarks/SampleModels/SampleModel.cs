using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Training.Data;
using BuildCompress.Training.Data.Samples;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;

namespace BuildCompress.Benchmarks.SampleModels;

/// <summary><c>sample-model FILE [EPOCHS]</c>: trains the template's model from scratch, on more images than the template draws.</summary>
internal static class SampleModel
{
    private const int TrainImages = 24_000;
    private const int Seed = 1;

    /// <summary>The template's manifest says the same.</summary>
    private static readonly PreprocessSettings Preprocess = new(1.0 / 255, [0.4], [0.25], ChannelOrder.Rgb);

    public static int Run(string[] args)
    {
        if (args.Length is not (1 or 2))
        {
            Console.Error.WriteLine("usage: sample-model FILE [EPOCHS]");
            return 1;
        }

        var epochs = args.Length == 2 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 8;
        var folder = Directory.CreateTempSubdirectory("sample-model-").FullName;
        try
        {
            SampleDataset.Write(folder, TrainImages, seed: Seed);
            var train = Read(Path.Combine(folder, SampleDataset.TrainFile));
            var validation = Read(Path.Combine(folder, SampleDataset.ValidationFile));
            using var thread = new TrainingThread();
            var trained = thread.Run(() => Train(train, validation, epochs)).GetAwaiter().GetResult();
            OnnxFile.Write(trained, args[0]);
            Console.WriteLine($"{args[0]}: {OnnxFile.SizeOf(trained)}");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Model Train(ImageDataset train, ImageDataset validation, int epochs)
    {
        var untrained = ResidualGraph.Classifier(Seed, train.ClassCount, stem: 16, 24, 24, 64);
        using var network = new TrainableNetwork(untrained, ShapeInference.Infer(untrained));
        var settings = new FinetuneSettings(
            epochs, BatchSize: 64, LearningRate: 0.05, Momentum: 0.9, WeightDecay: 5e-4, LabelSmoothing: 0, Distill: null, TrainingPrecision.Float32);
        var job = new FinetuneJob(train, settings, Preprocess, new AugmentSettings(CropPadding: 2, HorizontalFlip: true), Seed)
        {
            Progress = new Printer(),
        };

        Finetuner.Run(network, job);
        Console.WriteLine($"validation accuracy {Evaluation.Accuracy(network, validation, Preprocess)}");
        return network.ToModel();
    }

    private static ImageDataset Read(string path) => ImageDatasetReader.Read(
        new DataSource(DataFormat.Cifar10Binary, [new Located<string>(path, new SourceSpan(path))]),
        new DataExpectation(new ImageShape(3, 32, 32), Enum.GetValues<SampleShape>().Length));

    /// <summary>Prints on the thread that reports: a queue would outlive the run.</summary>
    private sealed class Printer : IProgress<TrainingProgress>
    {
        private DateTime next;

        public void Report(TrainingProgress value)
        {
            if (DateTime.UtcNow < next && value.Step < value.Steps)
                return;
            next = DateTime.UtcNow.AddSeconds(10);
            Console.WriteLine($"step {value.Step}/{value.Steps}, loss {value.Loss:0.000}, training accuracy {value.Accuracy}, {value.Eta:mm\\:ss} left");
        }
    }
}
