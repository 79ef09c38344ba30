namespace BuildCompress.Core.Reports;

/// <summary>Time of one inference at batch 1, original and result measured in one interleaved run.</summary>
/// <param name="Device">What measured, for people: processor, instruction set.</param>
/// <param name="Runtime">Runtime and version.</param>
/// <param name="Threads">Threads the runtime used.</param>
/// <param name="Original">The float32 model as given.</param>
/// <param name="Result">The emitted model.</param>
/// <param name="Ratio">Result's latency over the original's; below 1 is faster. Of CPU times when other work used the cores.</param>
/// <param name="RatioLow">Lower end of the ratio's 95 % interval.</param>
/// <param name="RatioHigh">Upper end of the ratio's 95 % interval.</param>
/// <param name="Noise">Half the width of the 95 % interval of the latency, relative to it; the larger of both.</param>
public sealed record LatencyReport(
    string Device, string Runtime, int Threads, LatencyFigures Original, LatencyFigures Result, double Ratio, double RatioLow, double RatioHigh,
    double Noise);
