using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Manifests.Shapes;
using BuildCompress.Core.Units;

namespace BuildCompress.Core.Manifests.Layout;

/// <summary>One entry of <c>targets</c>.</summary>
internal static class TargetLayout
{
    private static readonly (string, long)[] Counts = [("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000)];

    private static readonly (string, long)[] BitOperations = [.. Counts, ("T", 1_000_000_000_000)];

    private static readonly (string, long)[] Sizes = [.. Bytes.Units];

    private static readonly (string, long)[] Times = [("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000)];

    private static readonly SectionShape<IReadOnlyList<Budget>> Budgets = new SectionShape<IReadOnlyList<Budget>>("\"budget\"")
        .Field("macs", new BudgetShape(BudgetKind.Macs, Counts, "20 M"), b => Find(b, BudgetKind.Macs), Add,
            "Multiply-accumulates of one inference: \"50%\" of the original, \"20 M\" (k, M, G), or a whole number.")
        .Field("parameters", new BudgetShape(BudgetKind.Parameters, Counts, "150 k"), b => Find(b, BudgetKind.Parameters), Add,
            "Elements of weights, biases and normalisation statistics: \"50%\" of the original, \"150 k\" (k, M, G), or a whole number.")
        .Field("bops", new BudgetShape(BudgetKind.Bops, BitOperations, "1.5 G"), b => Find(b, BudgetKind.Bops), Add,
            "Bit operations of one inference, MACs times bits of weight times bits of input over all layers (32 x 32 in float32): \"5%\" of the original, \"1.5 G\" (k, M, G, T), or a whole number.")
        .Field("size", new BudgetShape(BudgetKind.Size, Sizes, "120 KiB"), b => Find(b, BudgetKind.Size), Add,
            "Bytes of the emitted file: \"25%\" of the original, \"120 KiB\" (B, kB, MB, GB by 1000, KiB, MiB, GiB by 1024), or a whole number.")
        .Field("peakMemory", new BudgetShape(BudgetKind.PeakMemory, Sizes, "64 KiB"), b => Find(b, BudgetKind.PeakMemory), Add,
            "The most bytes of activations alive at once for one sample, by the rule of docs/selection.md: \"25%\" of the original, \"64 KiB\" (units as for size), or a whole number.")
        .Field("latency", new BudgetShape(BudgetKind.Latency, Times, "0.4 ms"), b => Find(b, BudgetKind.Latency), Add,
            "Time of one inference at batch 1, measured by the agent: \"50%\" of the original's in the artifact's precision (int8 where the target quantises), \"0.4 ms\" (ns, us, ms, s), or a whole number of nanoseconds.");

    private static readonly SectionShape<Located<double>?> Accuracy = new SectionShape<Located<double>?>("\"accuracy\"")
        .Field("maxDrop", new PercentShape(), a => a, (_, v) => v,
            "Largest loss of validation accuracy against the original, in percentage points: \"2%\". Nothing that misses it is emitted.");

    private static readonly SectionShape<MeasureSettings> Measure = new SectionShape<MeasureSettings>("\"measure\"")
        .Field("maxNoise", new PercentShape(), m => null, (m, v) => v is null ? m : m with { MaxNoise = v.Value },
            "How well the latency must be known: half the width of its 95 % interval, \"2%\" when left out. A noisier result is measured again and refused in the end.")
        .Field("warmUp", new WholeNumberShape(0, 10_000), m => m.WarmUp, (m, v) => m with { WarmUp = v }, "Runs before anything is timed, at least.")
        .Field("blocks", new WholeNumberShape(1, 10_000), m => m.Blocks, (m, v) => m with { Blocks = v }, "Rounds of timed runs, at least; more while the machine is busy.")
        .Field("parallel", new FlagShape(), m => m.Parallel, (m, v) => m with { Parallel = v }, "Run independent branches of the graph at the same time.")
        .Field("recording", new RecordingShape(), m => m.Recording, (m, v) => m with { Recording = v },
            "What was recorded of the device, e.g. \"devices/pi4.json\": answers where the agent cannot be reached.");

    public static readonly SectionShape<Target> Target = new SectionShape<Target>("The target")
        .Field("budget", Budgets, t => t.Budgets, (t, v) => t with { Budgets = v }, "Hard upper limits; all hold at once, or nothing is emitted.")
        .Field("accuracy", Accuracy, t => t.MaxAccuracyDrop, (t, v) => t with { MaxAccuracyDrop = v }, "What may be lost.")
        .Field("threads", new WholeNumberShape(1, 1024), t => t.Threads, (t, v) => t with { Threads = v }, "Threads the runtime uses on the device.")
        .Field("agent", new AgentShape(), t => t.Agent, (t, v) => t with { Agent = v },
            "What measures: local, this machine, or the address of an agent on the device, \"https://pi4.local:5127\".")
        .Field("measure", Measure, t => t.Measure, (t, v) => t with { Measure = v }, "How the device measures.")
        .Field("compress", new OverridesShape<CompressSettings>(CompressLayout.Compress), t => t.Compress, (t, v) => t with { Compress = v },
            "Overrides of the manifest's \"compress\" for this target; what is left out stays.")
        .Check((target, _, context) =>
        {
            CheckExact(target, context);
            CheckLatency(target, context);
            CheckMixed(target, context);
            CheckBranches(target, context);
        });

    private static void CheckLatency(Target target, ReadContext context)
    {
        if (target is { Latency: { } latency, Compress.Prune.Spatial: not SpatialMode.Off })
        {
            context.Report(
                DiagnosticCatalog.SettingsContradict, latency.Span, "A latency budget cannot be planned where kernel positions go too (compress.prune.spatial).",
                "Remove \"latency\" from the budgets, or set compress.prune.spatial to \"off\" for this target.");
        }
    }

    private static void CheckBranches(Target target, ReadContext context)
    {
        if (target.Compress is { Reparametrise: not BranchKind.None, Prune.Spatial: not SpatialMode.Off })
        {
            context.Report(
                DiagnosticCatalog.SettingsContradict, target.Name.Span,
                $"Target '{target.Name.Value}' thins out kernels (prune.spatial), which new branches (reparametrise) would fill again.",
                "Set compress.reparametrise to \"none\" or compress.prune.spatial to \"off\" for this target.");
        }

        var (finetune, quantise) = (target.Compress.Finetune, target.Compress.Quantise);
        if (target.Compress.Reparametrise != BranchKind.None && finetune.Epochs == 0
            && quantise is not { Trains: true, Blocks: BlockQuantisation.Repq })
        {
            context.Report(
                DiagnosticCatalog.SettingsContradict, target.Name.Span,
                $"Target '{target.Name.Value}' inserts branches (reparametrise) that nothing trains: finetuning takes 0 epochs, and quantisation trains none either.",
                "Set compress.reparametrise to \"none\", or give compress.finetune some epochs.");
        }
    }

    private static void CheckMixed(Target target, ReadContext context)
    {
        var (method, bits) = (target.Compress.Quantise.Method, target.Compress.Quantise.Bits);
        if (bits.Mixed is not { } mixed)
            return;
        if (method == QuantiseMethod.None)
        {
            context.Report(
                DiagnosticCatalog.SettingsContradict, target.Name.Span, $"Target '{target.Name.Value}' has quantise.bits.mixed, but its weights stay in float32.",
                "Choose a method in compress.quantise, or set bits.mixed to null for this target.");
        }
        else if (mixed.Weights.Min() > bits.Weights)
        {
            context.Report(
                DiagnosticCatalog.SettingsContradict, target.Name.Span,
                $"Target '{target.Name.Value}' plans its channels for {bits.Weights}-bit weights (quantise.bits.weights), but bits.mixed allows no fewer than {mixed.Weights.Min()}.",
                $"Add {bits.Weights} or fewer bits to bits.mixed.weights, or raise bits.weights.");
        }
        else if (mixed.Weights.Max() <= bits.Weights)
        {
            context.Report(
                DiagnosticCatalog.SettingsContradict, target.Name.Span,
                $"Target '{target.Name.Value}' plans its channels for {bits.Weights}-bit weights (quantise.bits.weights), and bits.mixed allows no more: every layer would keep the most.",
                $"Allow more than {bits.Weights} bits in bits.mixed.weights, plan for fewer in bits.weights, or set bits.mixed to null.");
        }
    }

    private static Budget? Find(IReadOnlyList<Budget> budgets, BudgetKind kind) => budgets.FirstOrDefault(b => b.Kind == kind);

    private static IReadOnlyList<Budget> Add(IReadOnlyList<Budget> budgets, Budget? budget) => budget is null ? budgets : [.. budgets, budget];

    /// <summary>Of the settings as they apply to the target: its own and the manifest's may contradict each other.</summary>
    private static void CheckExact(Target target, ReadContext context)
    {
        if (target.Compress.Prune is { ExactSeconds: > 0, Balance: true })
        {
            context.Report(
                DiagnosticCatalog.SettingsContradict, target.Name.Span,
                $"Target '{target.Name.Value}' has prune.exactSeconds with balance: a balanced choice of channels maximises logarithms, which CBC cannot.",
                "Set prune.balance to false, or prune.exactSeconds to 0.");
        }
    }
}
