using BuildCompress.Core.Manifests;

namespace BuildCompress.IntegrationTests.Pipeline;

/// <summary>Settings of quantisation that tests start from.</summary>
internal static class QuantiseDefaults
{
    /// <summary>LSQ at 8 bits, one epoch.</summary>
    public static QuantiseSettings Int8 { get; } = new(
        QuantiseMethod.Lsq, new FinetuneSettings(1, 128, 0.001, 0.9, 1e-4, 0, null, TrainingPrecision.Float32), CalibrationSamples: 256);

    /// <summary>float32.</summary>
    public static QuantiseSettings None { get; } = Int8 with { Method = QuantiseMethod.None };
}
