using BuildCompress.Core.Manifests;

namespace BuildCompress.Benchmarks.Latency;

/// <summary>Settings that matter for latency, and any for what does not.</summary>
internal static class BenchmarkSettings
{
    public static CompressSettings Of(QuantiseMethod method)
    {
        var training = new FinetuneSettings(0, 128, 0.01, 0.9, 0, 0, null, TrainingPrecision.Float32);
        return new CompressSettings(
            1, new PruneSettings(ImportanceKind.L1, Granularity: 4, Balance: false, DropBlocks: true), training, new QuantiseSettings(method, training, 1));
    }
}
