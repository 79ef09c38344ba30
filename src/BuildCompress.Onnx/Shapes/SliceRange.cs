using BuildCompress.Onnx.Graphs;

namespace BuildCompress.Onnx.Shapes;

/// <summary>The indices that a Slice takes of one axis: <paramref name="Count"/> of them from <paramref name="Start"/> on.</summary>
internal sealed record SliceRange(long Start, long Step, long Count)
{
    /// <summary>Clamps start and end to the axis as ONNX does; null when something is not known or the step is 0.</summary>
    public static SliceRange? Of(Dimension size, Dimension start, Dimension end, long step)
    {
        if (size.Value is not { } length || start.Value is not { } first || end.Value is not { } last || step == 0)
            return null;
        first = first < 0 ? first + length : first;
        last = last < 0 ? last + length : last;
        if (step > 0)
        {
            first = Math.Clamp(first, 0, length);
            last = Math.Clamp(last, 0, length);
        }
        else
        {
            first = Math.Clamp(first, -1, length - 1);
            last = Math.Clamp(last, -1, length - 1);
        }

        var distance = (Int128)last - first;
        var count = step > 0 ? (distance + step - 1) / step : (distance + step + 1) / step;
        return new SliceRange(first, step, (long)Int128.Max(0, count));
    }

    public IEnumerable<long> Indices()
    {
        for (var i = 0L; i < Count; i++)
            yield return Start + (i * Step);
    }
}
