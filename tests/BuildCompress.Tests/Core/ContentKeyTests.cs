using System.Security.Cryptography;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Keys;
using BuildCompress.Core.Manifests;

namespace BuildCompress.Tests.Core;

public sealed class ContentKeyTests
{
    [Fact]
    public void TheSamePartsGiveTheSameKey() => Assert.Equal(
        Key(b => b.Add("seed", 1).Add("name", "edge")), Key(b => b.Add("seed", 1).Add("name", "edge")));

    [Fact]
    public void NoTwoDifferentSequencesOfPartsShareAKey()
    {
        Func<ContentKeyBuilder, ContentKeyBuilder>[] sequences =
        [
            b => b,
            b => b.Add("a", "bc"),
            b => b.Add("ab", "c"),
            b => b.Add("a", "b").Add("c", ""),
            b => b.Add("c", "").Add("a", "b"),
            b => b.Add("a", "b"u8),
            b => b.Add("a", 1L),
            b => b.Add("a", 1.0),
            b => b.Add("a", BitConverter.DoubleToInt64Bits(1.0)),
            b => b.Add("a", 0.0),
            b => b.Add("a", -0.0),
            b => b.Add("a", Key(c => c)),
            b => b.Add("a", Convert.FromHexString(Key(c => c).Hex)),
        ];

        Assert.Equal(sequences.Length, sequences.Select(Key).Distinct().Count());
        Assert.NotEqual(Key(b => b, "cut"), Key(b => b, "select"));
    }

    [Fact]
    public void AFileCountsByItsContentsOnly()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (first, second) = (Path.Combine(folder.FullName, "a"), Path.Combine(folder.FullName, "b"));
            File.WriteAllBytes(first, RandomNumberGenerator.GetBytes(3_000_001));
            File.Copy(first, second);
            File.SetLastWriteTimeUtc(second, DateTime.UnixEpoch);
            var before = Key(b => b.AddFile("data", first));
            Assert.Equal(before, Key(b => b.AddFile("data", second)));

            using (var stream = File.OpenWrite(second))
            {
                stream.Position = 3_000_000;
                stream.WriteByte((byte)~File.ReadAllBytes(first)[^1]);
            }

            Assert.NotEqual(before, Key(b => b.AddFile("data", second)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void SettingsCountByTheirValuesNotByTheirPlaces()
    {
        var budget = new Budget(BudgetKind.Macs, new BudgetAmount.Relative(0.5m), new SourceSpan("a.json", 3, 4));

        Assert.Equal(Key(b => b.AddSettings("b", budget)), Key(b => b.AddSettings("b", budget with { Span = new SourceSpan("b.json", 9, 9) })));
        Assert.NotEqual(
            Key(b => b.AddSettings("b", budget)), Key(b => b.AddSettings("b", budget with { Amount = new BudgetAmount.Relative(0.4m) })));
        Assert.NotEqual(
            Key(b => b.AddSettings("b", budget)), Key(b => b.AddSettings("b", budget with { Amount = new BudgetAmount.Absolute(0) })));
        Assert.Equal(
            Key(b => b.AddSettings("n", new Located<string>("edge", new SourceSpan("a.json", 1, 1)))),
            Key(b => b.AddSettings("n", new Located<string>("edge", new SourceSpan("a.json", 2, 2)))));
    }

    [Fact]
    public void EveryCompressSettingCounts()
    {
        using var file = ManifestFile.With("");
        var s = file.Read().Compress;
        CompressSettings[] settings =
        [
            s,
            s with { Seed = 2 },
            s with { Prune = s.Prune with { Importance = ImportanceKind.L1 } },
            s with { Prune = s.Prune with { Granularity = 2 } },
            s with { Prune = s.Prune with { Balance = false } },
            s with { Prune = s.Prune with { Residuals = ResidualMode.Union } },
            .. Variants(s.Finetune).Select(f => s with { Finetune = f }),
            s with { Quantise = s.Quantise with { Method = QuantiseMethod.None } },
            s with { Quantise = s.Quantise with { CalibrationSamples = 1 } },
            s with { Quantise = s.Quantise with { WeightScales = WeightScaling.PerTensor } },
            s with { Quantise = s.Quantise with { Percentile = 99 } },
            .. Widths(s.Quantise.Bits).Select(b => s with { Quantise = s.Quantise with { Bits = b } }),
            .. Schedules(s.Quantise.Schedule).Select(v => s with { Quantise = s.Quantise with { Schedule = v } }),
            .. Variants(s.Quantise.Training).Select(f => s with { Quantise = s.Quantise with { Training = f } }),
        ];

        Assert.Equal(settings.Length, settings.Select(v => Key(b => b.AddSettings("compress", v))).Distinct().Count());
        Assert.Equal(8, typeof(FinetuneSettings).GetProperties().Length);
        Assert.Equal(5, typeof(QuantiseBits).GetProperties().Length);
        Assert.Equal(4, typeof(MixedBits).GetProperties().Length);
        Assert.Equal(5, typeof(QuantiseSchedule).GetProperties().Length);

        static IEnumerable<QuantiseBits> Widths(QuantiseBits b) =>
        [
            b with { Weights = 4 }, b with { Activations = 4 }, b with { First = 4 }, b with { Last = 4 }, b with { Mixed = new MixedBits([4, 8]) },
            b with { Mixed = new MixedBits([2, 8]) }, b with { Mixed = new MixedBits([4, 8], BitSensitivity.Measured) },
            b with { Mixed = new MixedBits([4, 8], Samples: 77) },
        ];

        static IEnumerable<QuantiseSchedule> Schedules(QuantiseSchedule v) =>
        [
            v with { Progressive = true }, v with { Progressive = false }, v with { StageShare = 0.77 }, v with { FreezeBatchNorm = 0.77 },
            v with { ReestimateBatchNorm = false }, v with { StepRate = 0.77 },
        ];

        static IEnumerable<FinetuneSettings> Variants(FinetuneSettings f) =>
        [
            f with { Epochs = 77 }, f with { BatchSize = 77 }, f with { LearningRate = 77 }, f with { Momentum = 0.77 }, f with { WeightDecay = 0.77 },
            f with { LabelSmoothing = 0.77 }, f with { Distill = new DistillSettings(0.5, 4) }, f with { Distill = new DistillSettings(0.5, 5) },
            f with { Distill = new DistillSettings(0.6, 4) }, f with { Precision = TrainingPrecision.Bfloat16 },
        ];
    }

    private static ContentKey Key(Func<ContentKeyBuilder, ContentKeyBuilder> parts) => Key(parts, "test");

    private static ContentKey Key(Func<ContentKeyBuilder, ContentKeyBuilder> parts, string purpose)
    {
        using var builder = new ContentKeyBuilder(purpose);
        return parts(builder).Build();
    }
}
