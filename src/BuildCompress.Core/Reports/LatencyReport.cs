namespace BuildCompress.Core.Reports;

/// <summary>Time of one inference at batch 1, original and result measured in one interleaved run.</summary>
/// <param name="Device">What measured, for people: processor, instruction set.</param>
/// <param name="Runtime">Runtime and version.</param>
/// <param name="Threads">Threads the runtime used.</param>
/// <param name="Original">The float32 model as given.</param>
/// <param name="Result">The emitted model.</param>
/// <param name="Ratio">Result's p25 over the original's; below 1 is faster.</param>
/// <param name="Noise">Relative dispersion of the measurement, 0 for none.</param>
public sealed record LatencyReport(
    string Device, string Runtime, int Threads, LatencyFigures Original, LatencyFigures Result, double Ratio, double Noise);
