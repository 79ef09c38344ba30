namespace BuildCompress.Devices.Measurement;

/// <summary>How far a measurement has come.</summary>
/// <param name="Block">Rounds done.</param>
/// <param name="Blocks">Rounds in all as far as is known; grows while results are contended.</param>
public readonly record struct MeasurementProgress(int Block, int Blocks);
