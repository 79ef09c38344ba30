using BuildCompress.Core.Manifests.Shapes;

namespace BuildCompress.Core.Manifests.Layout;

/// <summary><c>compress</c>: in the manifest for all targets, in a target as overrides.</summary>
internal static class CompressLayout
{
    public static readonly CompressSettings Defaults = new(
        Seed: 1,
        Prune: new PruneSettings(ImportanceKind.Taylor, Granularity: 1, Balance: true, DropBlocks: false),
        Finetune: new FinetuneSettings(
            Epochs: 10, BatchSize: 128, LearningRate: 0.05, Momentum: 0.9, WeightDecay: 0.0005, LabelSmoothing: 0, Distill: null,
            TrainingPrecision.Float32),
        Quantise: new QuantiseSettings(
            QuantiseMethod.Lsq,
            new FinetuneSettings(
                Epochs: 1, BatchSize: 128, LearningRate: 0.001, Momentum: 0.9, WeightDecay: 0.0001, LabelSmoothing: 0, Distill: null,
                TrainingPrecision.Float32),
            CalibrationSamples: 512));

    private static readonly FlagShape Flag = new();

    private static readonly NumberShape Share = new(0, 1);

    private static readonly SectionShape<PruneSettings> Prune = new SectionShape<PruneSettings>("\"prune\"")
        .Field("importance", new ChoiceShape<ImportanceKind>(), s => s.Importance, (s, v) => s with { Importance = v },
            "What a weight is worth: l1, l2 (its kernel's norm), bn-scale (the scale behind its filter), or its effect on the loss over calibration "
            + "samples: taylor (first order, keeps more accuracy), fisher (second order).")
        .Field("normalise", new ChoiceShape<ImportanceNormalisation>(), s => s.Normalise, (s, v) => s with { Normalise = v },
            "How layers are made comparable: authors (divide by the norm of the layer's importances), none, or auto (authors for l1 and l2).")
        .Field("granularity", new WholeNumberShape(1, 1024), s => s.Granularity, (s, v) => s with { Granularity = v },
            "Kept channel counts are multiples of this, or the full width.")
        .Field("balance", Flag, s => s.Balance, (s, v) => s with { Balance = v },
            "Weigh each layer by the logarithm of its retained importance, so that no layer starves.")
        .Field("dropBlocks", Flag, s => s.DropBlocks, (s, v) => s with { DropBlocks = v },
            "Whole residual blocks may go where the inside of a branch is worth less than it costs; the shortcut stays. Fewer layers save more time than "
            + "narrower ones. Goes with balance: false, since balance keeps every layer alive.")
        .Field("spatial", new ChoiceShape<SpatialMode>(), s => s.Spatial, (s, v) => s with { Spatial = v },
            "Which kernel positions each filter may lose besides: off; columns (any: zeros that budgets do not count, but a dense runtime computes); "
            + "rectangles (all but a rectangle: a layer becomes a few smaller convolutions).")
        .Field("gamma", new NumberShape(0, 1, aboveMin: true), s => s.Gamma, (s, v) => s with { Gamma = v },
            "Part of a kernel's positions that the choice of channels counts on, above 0 to 1: less keeps more channels with fewer positions each.")
        .Field("maxRectangles", new WholeNumberShape(1, 16), s => s.MaxRectangles, (s, v) => s with { MaxRectangles = v },
            "Most rectangles, and so convolutions, that a layer becomes.")
        .Field("residuals", new ChoiceShape<ResidualMode>(), s => s.Residuals, (s, v) => s with { Residuals = v },
            "tied: all layers that add to a residual stream keep the same channels, which runs fastest; union: each keeps its own and the stream carries "
            + "those of all, which keeps more importance at equal MACs.")
        .Field("exactSeconds", new WholeNumberShape(0, 86_400), s => s.ExactSeconds, (s, v) => s with { ExactSeconds = v },
            "Seconds that CBC may spend on a better choice of channels: the proved optimum of a small model, a polish of a large one, which then depends on "
            + "the machine's speed. 0 leaves it out. Goes with balance: false.");

    private static readonly SectionShape<DistillSettings> Distill = new SectionShape<DistillSettings>("\"distill\"")
        .Field("weight", Share, s => s.Weight, (s, v) => s with { Weight = v }, "Share of the distillation loss, 0 to 1.")
        .Field("temperature", new NumberShape(0, 1000, aboveMin: true), s => s.Temperature, (s, v) => s with { Temperature = v },
            "Softening of both networks' outputs.");

    private static readonly NumberShape Epochs = new(0, 10_000);

    private static readonly NumberShape LearningRate = new(0, 100, aboveMin: true);

    private static readonly SectionShape<FinetuneSettings> Finetune = Training(
        new SectionShape<FinetuneSettings>("\"finetune\"")
            .Field("epochs", Epochs, s => s.Epochs, (s, v) => s with { Epochs = v }, "Passes over the training samples; may be fractional; 0 for none.")
            .Field("learningRate", LearningRate, s => s.LearningRate, (s, v) => s with { LearningRate = v },
                "Learning rate at the start; it falls to 0 along a cosine."),
        s => s, (_, v) => v);

    private static readonly SectionShape<QuantiseSettings> QuantiseFinetune = Training(
        new SectionShape<QuantiseSettings>("\"finetune\"")
            .Field("epochs", new AutoShape<double>(Epochs), s => s.Epochs, (s, v) => s with { Epochs = v },
                "Passes over the training samples, all stages together; may be fractional; 0 for calibration only; auto: 1 from 6 bits on, else 10.")
            .Field("learningRate", new AutoShape<double>(LearningRate), s => s.LearningRate, (s, v) => s with { LearningRate = v },
                "Learning rate at the start; it falls to 0 along a cosine; auto: 0.001 from 6 bits on, else 0.02."),
        s => s.Training, (s, v) => s with { Training = v });

    private static readonly SectionShape<QuantiseSettings> Quantise = new SectionShape<QuantiseSettings>("\"quantise\"")
        .Field("method", new ChoiceShape<QuantiseMethod>(), s => s.Method, (s, v) => s with { Method = v },
            "lsq: learned step sizes; lsq+: learned offsets too; qil: learned intervals; minmax, percentile: calibration without training; none: stay in float32.")
        .Field("bits", QuantiseLayout.Bits, s => s.Bits, (s, v) => s with { Bits = v }, "How fine the grids are.")
        .Field("weightScales", new ChoiceShape<WeightScaling>(), s => s.WeightScales, (s, v) => s with { WeightScales = v },
            "One scale per output channel, which costs no time, or one per weight tensor.")
        .Field("calibrationSamples", new WholeNumberShape(1, 1_000_000), s => s.CalibrationSamples, (s, v) => s with { CalibrationSamples = v },
            "Training samples that the first activation ranges are taken from.")
        .Field("percentile", new NumberShape(50, 100, aboveMin: true), s => s.Percentile, (s, v) => s with { Percentile = v },
            "Method percentile: percent of the values that the range holds; the rest is clipped.")
        .Field("blocks", new ChoiceShape<BlockQuantisation>(), s => s.Blocks, (s, v) => s with { Blocks = v },
            "Re-parametrised blocks: repq (branches train, their merged kernel is quantised at every step) or merge-first (the merged kernel trains).")
        .Field("bn", new ChoiceShape<BlockStatistics>(), s => s.BatchNorm, (s, v) => s with { BatchNorm = v },
            "What batch normalisation inside of blocks goes by while repq trains over it: batch (the batch's statistics), estimate (estimated from the "
            + "block's input, faster) or frozen (running statistics, fastest).")
        .Field("schedule", QuantiseLayout.Schedule, s => s.Schedule, (s, v) => s with { Schedule = v }, "The order of things while training.")
        .Field("finetune", QuantiseFinetune, s => s, (_, v) => v, "Training with quantisation in the loop.");

    public static readonly SectionShape<CompressSettings> Compress = new SectionShape<CompressSettings>("\"compress\"")
        .Field("seed", new WholeNumberShape(0, int.MaxValue), s => s.Seed, (s, v) => s with { Seed = v },
            "Seed of every random choice: the same seed gives the same artifact.")
        .Field("prune", Prune, s => s.Prune, (s, v) => s with { Prune = v }, "How channels are chosen.")
        .Field("reparametrise", new ChoiceShape<BranchKind>(), s => s.Reparametrise, (s, v) => s with { Reparametrise = v },
            "Branches that convolutions get after the cut, train with, and are merged into them again: none, repvgg (1x1 and identity) or acnet (1xk and kx1).")
        .Field("finetune", Finetune, s => s.Finetune, (s, v) => s with { Finetune = v }, "Training after the cut.")
        .Field("quantise", Quantise, s => s.Quantise, (s, v) => s with { Quantise = v.Resolved() }, "From float32 to integers.");

    /// <summary>Adds the fields that all training has; how long and how fast have defaults of their own.</summary>
    private static SectionShape<T> Training<T>(SectionShape<T> section, Func<T, FinetuneSettings> get, Func<T, FinetuneSettings, T> set) => section
        .Field("batchSize", new WholeNumberShape(1, 65_536), s => get(s).BatchSize, (s, v) => set(s, get(s) with { BatchSize = v }), "Samples per step.")
        .Field("momentum", Share, s => get(s).Momentum, (s, v) => set(s, get(s) with { Momentum = v }), "Nesterov momentum.")
        .Field("weightDecay", Share, s => get(s).WeightDecay, (s, v) => set(s, get(s) with { WeightDecay = v }),
            "L2 penalty on the weights of convolutions and linear layers.")
        .Field("labelSmoothing", Share, s => get(s).LabelSmoothing, (s, v) => set(s, get(s) with { LabelSmoothing = v }),
            "Share of the target spread over all classes.")
        .Field("distill", new OptionalShape<DistillSettings>(Distill, new DistillSettings(0.5, 4)), s => get(s).Distill, (s, v) => set(s, get(s) with { Distill = v }),
            "Learn from the original network as well; null, the default, for not.")
        .Field("precision", new ChoiceShape<TrainingPrecision>(), s => get(s).Precision, (s, v) => set(s, get(s) with { Precision = v }),
            "Arithmetic while training; bfloat16 is faster where the processor has it.");
}
