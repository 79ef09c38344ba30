namespace BuildCompress.Pipeline.Latency;

/// <summary>
/// By how much a latency model errs near the limit, from the choices measured so far: the factor of the last one or, once choices lie on both sides of the
/// time aimed at, what lies between the nearest two.
/// </summary>
/// <param name="aim">The time aimed at, nanoseconds.</param>
internal sealed class LatencyAnchors(double aim)
{
    private readonly List<(double Measured, double Factor)> known = [];

    /// <summary>Measured over predicted that is to be expected at the aim; 1 before anything was measured.</summary>
    public double Factor
    {
        get
        {
            if (known.Count == 0)
                return 1;
            var (below, above) = (known.Where(k => k.Measured <= aim).ToList(), known.Where(k => k.Measured > aim).ToList());
            if (below.Count == 0 || above.Count == 0)
                return known[^1].Factor;
            var (low, high) = (below.MaxBy(k => k.Measured), above.MinBy(k => k.Measured));
            return low.Factor + ((high.Factor - low.Factor) * (aim - low.Measured) / (high.Measured - low.Measured));
        }
    }

    /// <param name="measured">Nanoseconds of a choice.</param>
    /// <param name="factor">Measured over predicted.</param>
    public void Add(double measured, double factor) => known.Add((measured, factor));
}
