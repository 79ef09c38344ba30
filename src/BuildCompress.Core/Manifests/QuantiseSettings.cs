namespace BuildCompress.Core.Manifests;

/// <summary>From float32 to integers: unsigned activations, signed weights.</summary>
/// <param name="Method">None leaves the artifact in float32; minmax and percentile calibrate and never train.</param>
/// <param name="Training">Training with fake quantisation in the loop; 0 epochs for calibration only.</param>
/// <param name="CalibrationSamples">Training samples that the first activation ranges are taken from.</param>
public sealed record QuantiseSettings(QuantiseMethod Method, FinetuneSettings Training, int CalibrationSamples)
{
    private const int FewestOfGentleTraining = 6;

    /// <summary>How fine the grids are; 8 bits by default.</summary>
    public QuantiseBits Bits { get; init; } = new();

    /// <summary>How many scales a weight has.</summary>
    public WeightScaling WeightScales { get; init; } = WeightScaling.PerChannel;

    /// <summary>Percentile: share of the values that the range holds, in percent, above 50, at most 100; 99.99 by default.</summary>
    public double Percentile { get; init; } = 99.99;

    /// <summary>Epochs as the manifest says; null where they depend on the bits, see <see cref="Resolved"/>.</summary>
    public double? Epochs { get; init; }

    /// <summary>Learning rate as the manifest says; null where it depends on the bits, see <see cref="Resolved"/>.</summary>
    public double? LearningRate { get; init; }

    /// <summary>How re-parametrised blocks are quantised.</summary>
    public BlockQuantisation Blocks { get; init; } = BlockQuantisation.Repq;

    /// <summary>What their batch normalisation goes by while it trains.</summary>
    public BlockStatistics BatchNorm { get; init; } = BlockStatistics.Batch;

    /// <summary>How training goes about it.</summary>
    public QuantiseSchedule Schedule { get; init; } = new();

    /// <summary>
    /// These settings with the epochs and the learning rate of training as the manifest says, or else as the bits need: int8 is a touch on a trained
    /// network (1 epoch at 0.001), fewer than 6 bits are learned anew (10 epochs at 0.02).
    /// </summary>
    public QuantiseSettings Resolved()
    {
        var (epochs, rate) = Bits.Fewest() >= FewestOfGentleTraining ? (1, 0.001) : (10, 0.02);
        return this with { Training = Training with { Epochs = Epochs ?? epochs, LearningRate = LearningRate ?? rate } };
    }

    /// <summary>Whether this method trains at all.</summary>
    public bool Trains => Method is QuantiseMethod.Lsq or QuantiseMethod.LsqPlus or QuantiseMethod.Qil && Training.Epochs > 0;
}
