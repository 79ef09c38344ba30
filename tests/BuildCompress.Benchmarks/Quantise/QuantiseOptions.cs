using System.Globalization;
using BuildCompress.Core.Manifests;

namespace BuildCompress.Benchmarks.Quantise;

/// <summary>What the <c>quantise</c> verb was asked for.</summary>
internal sealed record QuantiseOptions(IReadOnlyList<string> Models, QuantiseSettings Settings, int Seed, bool Agreement, int TrainImages)
{
    public const string Usage =
        "quantise [--model NAME,..] [--method lsq|lsq+|qil|minmax|percentile] [--bits W,A] [--epochs N] [--rate R] [--batch N] [--seed N] "
        + "[--distill WEIGHT] [--train-images N] [--agreement]";

    private static readonly string[] AllModels = ["cifar10-resnet20", "cifar10-resnet32", "cifar10-resnet56", "cifar10-mlperftiny-resnet8"];

    public static QuantiseOptions Parse(string[] args)
    {
        var agreement = args.Contains("--agreement");
        var bits = Text("--bits", "8,8").Split(',').Select(b => int.Parse(b, CultureInfo.InvariantCulture)).ToArray();
        var low = bits.Min() < 6;
        var distill = Number("--distill", 0) is > 0 and var weight ? new DistillSettings(weight, 4) : null;
        var training = new FinetuneSettings(
            Number("--epochs", agreement ? 0 : 1), (int)Number("--batch", 128), Number("--rate", low ? 0.02 : 0.001), 0.9, low ? 5e-5 : 1e-4, 0, distill,
            TrainingPrecision.Float32);
        var settings = new QuantiseSettings(Method(Text("--method", agreement ? "minmax" : "lsq")), training, CalibrationSamples: 512) { Bits = new(bits[0], bits[1]) };
        IReadOnlyList<string> models = Text("--model", "") is { Length: > 0 } named ? named.Split(',') : agreement ? AllModels : [AllModels[0]];
        return new(models, settings, (int)Number("--seed", 1), agreement, (int)Number("--train-images", int.MaxValue));

        string Text(string name, string fallback) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : fallback;

        double Number(string name, double fallback) =>
            Text(name, "") is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : fallback;
    }

    /// <summary>The settings in words: <c>qil W4A4, 10 epochs, rate 0.02</c>.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{MethodName} W{Settings.Bits.Weights}A{Settings.Bits.Activations}, {(Settings.Trains ? $"{Settings.Training.Epochs} epochs, rate {Settings.Training.LearningRate}" : "calibration only")}, seed {Seed}");

    public string MethodName => Settings.Method == QuantiseMethod.LsqPlus ? "lsq+" : Settings.Method.ToString().ToLowerInvariant();

    private static QuantiseMethod Method(string name) =>
        name == "lsq+" ? QuantiseMethod.LsqPlus : Enum.Parse<QuantiseMethod>(name, ignoreCase: true);
}
