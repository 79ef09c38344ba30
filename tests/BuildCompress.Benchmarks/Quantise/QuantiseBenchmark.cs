using System.Diagnostics;
using System.Globalization;
using BuildCompress.Onnx;
using BuildCompress.Onnx.Shapes;
using BuildCompress.Training.Finetuning;
using BuildCompress.Training.Networks;
using BuildCompress.Training.Quantizers;

namespace BuildCompress.Benchmarks.Quantise;

/// <summary>
/// <c>quantise</c>: pretrained CIFAR-10 networks to integers of few bits, judged on the validation images in libtorch and in ONNX Runtime; a
/// table and the curves of training. With <c>--agreement</c>: calibration only, for all networks, and how far both agree.
/// </summary>
internal static class QuantiseBenchmark
{
    public static int Run(string[] args)
    {
        if (args.Contains("--help"))
        {
            Console.WriteLine($"{QuantiseOptions.Usage}\n{RepqBenchmark.Usage}\n{MixedBenchmark.Usage}");
            return 0;
        }

        if (args.Contains("--repq"))
            return RepqBenchmark.Run(args);
        if (args.Contains("--mixed"))
            return MixedBenchmark.Run(args);

        var options = QuantiseOptions.Parse(args);
        using var thread = new TrainingThread();
        return thread.Run(() => Measure(options, string.Join(' ', args))).GetAwaiter().GetResult();
    }

    private static int Measure(QuantiseOptions options, string arguments)
    {
        var table = new BenchmarkTable(
            "network", "quantised", "float", "quantised in libtorch", "in ONNX Runtime", "same answer", "outputs that differ", "within a step", "largest, steps",
            "floats within a step", "judged in integers, s", "in floats, s", "layers in int8", "file, bytes", "seconds");
        var notes = new List<string>();
        foreach (var model in options.Models)
            table.Add(Row(options, model, notes));
        Console.WriteLine(table);
        var verb = options.Agreement ? "quantise --agreement" : $"quantise {options.MethodName} {string.Join(' ', options.Models)} W{options.Settings.Bits.Weights}A{options.Settings.Bits.Activations}";
        const string reading = "A step is the scale of the last quantised tensor, which the last layer reads. Judged in integers and in the floats of training: all validation images, one after the other, on the same cores. Seconds: calibration and training, not judging";
        BenchmarkDocument.Write(
            verb, options.Agreement ? "Integers in training and in the runtime" : $"Quantisation: {options.Describe()}", $"{reading}.\n\n{table}\n{string.Join("\n\n", notes)}", $"quantise {arguments}");
        return 0;
    }

    private static string[] Row(QuantiseOptions options, string name, List<string> notes)
    {
        var task = CifarTask.Load(name);
        using var original = new TrainableNetwork(task.Model, ShapeInference.Infer(task.Model));
        var before = Evaluation.Accuracy(original, task.Validation, task.Preprocess).Fraction;
        var curves = new TrainingCurves();
        var train = options.TrainImages < task.Train.Count ? task.Train.Sample(options.TrainImages, options.Seed) : task.Train;
        var (clock, judging) = (Stopwatch.StartNew(), new Stopwatch());
        var job = new QuantisationJob(task.Model, options.Settings, train, task.Preprocess, CifarTask.Augment, options.Seed)
        {
            Teacher = options.Settings.Training.Distill is null ? null : original,
            Progress = curves,
            Reached = (stage, network) =>
            {
                judging.Start();
                var accuracy = Evaluation.Accuracy(network, task.Validation, task.Preprocess).Fraction;
                judging.Stop();
                curves.Reached(stage, accuracy);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {stage}: {accuracy * 100:0.00} % after {clock.Elapsed.TotalSeconds:0} s"));
            },
        };
        using var network = QuantisationTraining.Run(job);
        var seconds = (clock.Elapsed - judging.Elapsed).TotalSeconds;
        var result = RuntimeComparison.Of(network, task.Validation, task.Preprocess, Environment.ProcessorCount);
        if (options.Settings.Trains)
            notes.Add(Picture(options, name, curves));
        return
        [
            name, options.Describe(), Percent(before), Percent(result.Ours), Percent(result.Theirs), Percent(result.TopOne), $"{result.Unequal} of {result.Outputs:#,0}",
            Percent(result.WithinOneStep), $"{result.Largest:0.00}", Percent(result.FloatsWithinOneStep), $"{result.Seconds:0.0}", $"{result.FloatSeconds:0.0}", $"{result.Integer} of {result.Layers}", $"{OnnxFile.ToBytes(result.Exported).Length:#,0}", $"{seconds:0.0}",
        ];
    }

    private static string Picture(QuantiseOptions options, string name, TrainingCurves curves)
    {
        var file = $"quantise-{name}-{options.MethodName.Replace("+", "-plus", StringComparison.Ordinal)}-w{options.Settings.Bits.Weights}a{options.Settings.Bits.Activations}.svg";
        var folder = Path.Combine(BenchmarkDocument.RepositoryRoot(), "docs", "pictures");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, file), curves.Draw($"{name}: {options.Describe()}"));
        return $"![Training curves](pictures/{file})";
    }

    private static string Percent(double fraction) => $"{fraction * 100:0.00} %";
}
