namespace BuildCompress.Training.Data.Samples;

/// <summary>The ten classes of the sample task; the value is the label.</summary>
public enum SampleShape : byte
{
    Disc,
    Ring,
    Square,
    Triangle,
    Plus,
    Star,
    Crescent,
    HalfDisc,
    Bars,
    Corner,
}
