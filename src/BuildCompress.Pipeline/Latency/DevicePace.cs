namespace BuildCompress.Pipeline.Latency;

/// <summary>
/// How much slower a device runs than it can: neighbours in the same core and lower frequencies may last longer than a measurement and leave none of its
/// runs undisturbed. Told by reference models that take their turns in every measurement.
/// </summary>
internal sealed class DevicePace
{
    /// <summary>A pace above this is slow: the device will be faster again. Below lies what the references themselves vary by.</summary>
    private const double Slow = 1.05;

    /// <summary>Of many measurements so many may have been faster than what counts as fast: luck, or an error of the clock.</summary>
    private const int Lucky = 2;

    /// <summary>Times noted of each reference.</summary>
    private List<double>[]? noted;

    /// <summary>Whether nothing was noted yet.</summary>
    public bool IsEmpty => noted is null;

    /// <summary>Remembers the references of one more measurement.</summary>
    /// <param name="references">What each took, always the same ones in the same order; none tell nothing.</param>
    public void Note(IReadOnlyList<double> references)
    {
        if (references.Count == 0)
            return;
        noted ??= [.. references.Select(_ => new List<double>())];
        foreach (var (times, time) in noted.Zip(references))
            times.Add(time);
    }

    /// <summary>By what factor references took longer in one measurement than when the device was fast, on average, 1 at least; 1 without references.</summary>
    public double Of(IReadOnlyList<double> references) =>
        Math.Max(1, references.Zip(noted ?? [], (time, times) => time / times.Order().ElementAt(Math.Min(Lucky, (times.Count - 1) / 4))).DefaultIfEmpty(1).Average());

    /// <summary>Whether a measurement is worth being repeated.</summary>
    public bool IsSlow(IReadOnlyList<double> references) => Of(references) > Slow;
}
