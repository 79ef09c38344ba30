namespace BuildCompress.Devices.Measurement;

/// <summary>How far a measurement has come.</summary>
/// <param name="Block">Rounds done.</param>
/// <param name="Blocks">Rounds in all as far as is known; grows while results are contended.</param>
/// <param name="Wall">Wall times of this round in milliseconds, one list for each model in order; empty when nobody asked for samples.</param>
public readonly record struct MeasurementProgress(int Block, int Blocks, IReadOnlyList<double[]> Wall)
{
    /// <summary>Measurements of others that run first; 0 once it runs.</summary>
    public int Before { get; init; }

    public MeasurementProgress(int block, int blocks)
        : this(block, blocks, [])
    {
    }
}
