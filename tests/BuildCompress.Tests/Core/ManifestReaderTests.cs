using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests;

namespace BuildCompress.Tests.Core;

public sealed class ManifestReaderTests
{
    [Fact]
    public void TheSmallestManifestTakesDefaults()
    {
        using var file = ManifestFile.With("");

        var manifest = file.Read();

        Assert.Equal(file.Path, manifest.Path);
        Assert.Equal(file.In("net.onnx"), manifest.Model.Value);
        Assert.Equal([file.In("a.bin")], manifest.Data.Train.Paths.Select(p => p.Value));
        Assert.Equal((1.0 / 255, 0.0, 1.0), (manifest.Preprocess.Scale, manifest.Preprocess.Mean.Single(), manifest.Preprocess.Std.Single()));
        Assert.Equal(new AugmentSettings(0, false), manifest.Augment);
        var target = Assert.Single(manifest.Targets);
        Assert.Equal("edge", target.Name.Value);
        Assert.Empty(target.Budgets);
        Assert.Null(target.MaxAccuracyDrop);
        Assert.Equal(manifest.Compress, target.Compress);
        Assert.Equal((1, 10.0, QuantiseMethod.Lsq), (manifest.Compress.Seed, manifest.Compress.Finetune.Epochs, manifest.Compress.Quantise.Method));
        Assert.Null(manifest.Compress.Finetune.Distill);
    }

    [Fact]
    public void EveryFieldIsReadWhereItIsWritten()
    {
        using var file = new ManifestFile($$"""
            // A comment, and a trailing comma below.
            {
              "$schema": "https://example.org/schema.json", "version": 1, "model": "net.onnx",
              "targets": {
                "edge": {
                  "budget": { "macs": "50%", "parameters": "150 k", "size": "120 KiB" }, "accuracy": { "maxDrop": "2.5%" }, "threads": 4,
                  "compress": { "finetune": { "epochs": 0.5, "distill": null }, "quantise": { "finetune": { "distill": {} } } },
                },
              },
              "data": {
                "train": { "format": "idx", "path": "a.bin", "labels": "b.bin" },
                "validation": { "format": "image-folder", "path": ["images"] }
              },
              "preprocess": { "scale": "1/128", "mean": [0.5, 0.4, 0.3], "std": 0.25, "channels": "bgr" },
              "augment": { "crop": 4, "flip": true },
              /* After the targets on purpose: order does not matter. */
              "compress": {
                "seed": 7, "prune": { "importance": "l1", "granularity": 8, "balance": false },
                "finetune": {
                  "epochs": 3, "batchSize": 64, "learningRate": 1e-2, "momentum": 0.8, "weightDecay": 0, "labelSmoothing": 0.1,
                  "distill": { "weight": 0.7, "temperature": 2 }, "precision": "bfloat16"
                },
                "quantise": { "method": "none", "calibrationSamples": 100 },
              },
            }
            """);

        var manifest = file.Read();

        Assert.Equal((DataFormat.Idx, file.In("b.bin")), (manifest.Data.Train.Format, manifest.Data.Train.Labels!.Value));
        Assert.Equal((DataFormat.ImageFolder, file.In("images")), (manifest.Data.Validation.Format, manifest.Data.Validation.Paths[0].Value));
        Assert.Equal((1.0 / 128, ChannelOrder.Bgr), (manifest.Preprocess.Scale, manifest.Preprocess.Channels));
        Assert.Equal([0.5, 0.4, 0.3], manifest.Preprocess.Mean);
        Assert.Equal([0.25], manifest.Preprocess.Std);
        Assert.Equal(new AugmentSettings(4, true), manifest.Augment);
        Assert.Equal((7, new PruneSettings(ImportanceKind.L1, 8, false, false)), (manifest.Compress.Seed, manifest.Compress.Prune));
        Assert.Equal(
            new FinetuneSettings(3, 64, 0.01, 0.8, 0, 0.1, new DistillSettings(0.7, 2), TrainingPrecision.Bfloat16), manifest.Compress.Finetune);
        Assert.Equal((QuantiseMethod.None, 100), (manifest.Compress.Quantise.Method, manifest.Compress.Quantise.CalibrationSamples));

        var target = manifest.Targets.Single();
        Assert.Equal(
            [new BudgetAmount.Relative(0.5m), new BudgetAmount.Absolute(150_000), new BudgetAmount.Absolute(122_880)],
            target.Budgets.Select(b => b.Amount));
        Assert.Equal((6, 27), (target.Budgets[0].Span.Line, target.Budgets[0].Span.Column));
        Assert.Equal((0.025, 4), (target.MaxAccuracyDrop!.Value, target.Threads));
        Assert.Equal(manifest.Compress.Finetune with { Epochs = 0.5, Distill = null }, target.Compress.Finetune);
        Assert.Equal(new DistillSettings(0.5, 4), target.Compress.Quantise.Training.Distill);
        Assert.Equal(manifest.Compress.Prune, target.Compress.Prune);
    }

    [Fact]
    public void TargetsKeepTheOrderWritten()
    {
        using var file = ManifestFile.With("", """ "z": {}, "a": {}, "m": {} """);
        Assert.Equal(["z", "a", "m"], file.Read().Targets.Select(t => t.Name.Value));
    }

    [Fact]
    public void AByteOrderMarkDoesNotShiftColumns()
    {
        using var file = new ManifestFile("\uFEFF{ \"version\": 2 }");
        Assert.Contains(file.Errors(), e => e.Id == "BCMP1010" && e.Span is { Line: 1, Column: 14 });
    }

    [Fact]
    public void AMissingManifestIsADiagnostic()
    {
        using var file = ManifestFile.With("");
        File.Delete(file.Path);
        Assert.Equal("BCMP1001", Assert.Single(file.Errors()).Id);
    }

    [Fact]
    public void QuantisationIsAutomaticWhereNothingIsSaid()
    {
        using var file = ManifestFile.With("""  "compress": { "quantise": { "method": "qil", "bits": { "weights": 4, "activations": 3 } } },""");
        var quantise = file.Read().Compress.Quantise;

        Assert.Equal((32, 32), quantise.Bits.Ends(quantise.Method));
        Assert.Equal((8, 8), quantise.Bits.Ends(QuantiseMethod.LsqPlus));
        Assert.Equal([(8, 8), (5, 5), (4, 4), (4, 3)], quantise.Schedule.Stages(quantise.Method, quantise.Bits));
        Assert.Equal([(4, 3)], quantise.Schedule.Stages(QuantiseMethod.Lsq, quantise.Bits));
        Assert.Equal([(8, 8)], quantise.Schedule.Stages(QuantiseMethod.Qil, new QuantiseBits()));
        Assert.Equal((0.7, 0.0), (quantise.Schedule.FreezeShare(quantise.Bits), quantise.Schedule.FreezeShare(new QuantiseBits())));
    }

    [Theory]
    [InlineData("{}", 1, 0.001)]
    [InlineData("""{ "bits": { "weights": 6, "activations": 6 } }""", 1, 0.001)]
    [InlineData("""{ "bits": { "weights": 4 } }""", 10, 0.02)]
    [InlineData("""{ "bits": { "activations": 3 } }""", 10, 0.02)]
    [InlineData("""{ "bits": { "weights": 6, "mixed": { "weights": [6, 8] } } }""", 1, 0.001)]
    [InlineData("""{ "bits": { "weights": 6, "mixed": { "weights": [4, 8] } } }""", 10, 0.02)]
    [InlineData("""{ "bits": { "weights": 4 }, "finetune": { "epochs": 3 } }""", 3, 0.02)]
    [InlineData("""{ "bits": { "weights": 4 }, "finetune": { "learningRate": 0.5, "epochs": "auto" } }""", 10, 0.5)]
    public void FewBitsAreTrainedLongerUnlessTheManifestSaysHowLong(string quantise, double epochs, double rate)
    {
        using var file = ManifestFile.With($"\"compress\": {{ \"quantise\": {quantise} }},", """ "edge": {}, "other": { "compress": { "quantise": { "bits": { "weights": 2, "mixed": null } } } } """);
        var manifest = file.Read();

        Assert.Equal((epochs, rate), (manifest.Compress.Quantise.Training.Epochs, manifest.Compress.Quantise.Training.LearningRate));
        Assert.Equal(manifest.Compress.Quantise.Training, manifest.Targets[0].Compress.Quantise.Training);
        // A target's own bits decide for it, but for what the manifest says for all.
        Assert.Equal(quantise.Contains("\"epochs\": 3", StringComparison.Ordinal) ? 3 : 10, manifest.Targets[1].Compress.Quantise.Training.Epochs);
    }

    [Fact]
    public void BitsLayerByLayerAreReadInOrderAndOnce()
    {
        using var file = ManifestFile.With("""  "compress": { "quantise": { "bits": { "weights": 4, "mixed": { "weights": [8, 2, 4, 2], "sensitivity": "measured" } } } },""", """ "edge": { "budget": { "bops": "0.5 T" } } """);
        var manifest = file.Read();
        var mixed = manifest.Compress.Quantise.Bits.Mixed!;

        Assert.Equal([2, 4, 8], mixed.Weights);
        Assert.Equal((BitSensitivity.Measured, 1024), (mixed.Sensitivity, mixed.Samples));
        Assert.Equal(("bops", new BudgetAmount.Absolute(500_000_000_000)), (manifest.Targets[0].Budgets[0].Name, (BudgetAmount.Absolute)manifest.Targets[0].Budgets[0].Amount));
    }

    [Theory]
    [InlineData("""{ "method": "none", "bits": { "mixed": {} } }""")]
    [InlineData("""{ "bits": { "weights": 4, "mixed": { "weights": [6, 8] } } }""")]
    [InlineData("""{ "bits": { "mixed": {} } }""")]
    [InlineData("""{ "bits": { "weights": 4, "mixed": { "weights": [2, 4] } } }""")]
    [InlineData("""{ "bits": { "weights": 2, "mixed": { "weights": 2 } } }""")]
    public void BitsLayerByLayerThatCannotBeChosenAreAnError(string quantise)
    {
        using var file = ManifestFile.With($"\"compress\": {{ \"quantise\": {quantise} }},");

        Assert.Equal(DiagnosticCatalog.SettingsContradict.Id, Assert.Single(file.Errors()).Id);
    }

    [Theory]
    [InlineData("""{ "method": "minmax" }""", 1)]
    [InlineData("""{ "blocks": "merge-first" }""", 1)]
    [InlineData("""{ "finetune": { "epochs": 0 } }""", 1)]
    [InlineData("""{ "blocks": "repq" }""", 0)]
    public void BranchesThatNothingTrainsAreAnError(string quantise, int errors)
    {
        using var file = ManifestFile.With($"\"compress\": {{ \"reparametrise\": \"acnet\", \"finetune\": {{ \"epochs\": 0 }}, \"quantise\": {quantise} }},");

        if (errors == 0)
            file.Read();
        else
            Assert.Equal(DiagnosticCatalog.SettingsContradict.Id, Assert.Single(file.Errors()).Id);
    }

    [Fact]
    public void WhatIsSaidOfQuantisationStandsBeforeWhatIsAutomatic()
    {
        using var file = ManifestFile.With(
            """  "compress": { "quantise": { "method": "lsq+", "bits": { "weights": 2, "first": 32, "last": "auto" }, "schedule": { "progressive": true, "freezeBatchNorm": 0.25 } } },""");
        var quantise = file.Read().Compress.Quantise;

        Assert.Equal(QuantiseMethod.LsqPlus, quantise.Method);
        Assert.Equal((32, 8), quantise.Bits.Ends(quantise.Method));
        Assert.Equal([(8, 8), (5, 8), (4, 8), (3, 8), (2, 8)], quantise.Schedule.Stages(quantise.Method, quantise.Bits));
        Assert.Equal(0.25, quantise.Schedule.FreezeShare(quantise.Bits));
    }
}
