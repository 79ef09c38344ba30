using System.Numerics;

namespace BuildCompress.Selection.Spatial;

/// <summary>The ways to thin out one filter's kernel.</summary>
public static class KernelChoices
{
    /// <summary>
    /// The papers' shape columns (METHODS 1.4): any nonempty set of kernel positions, shared by the filter's inputs. Only the best set of each
    /// size can be part of a best answer, so there is one option per size.
    /// </summary>
    /// <param name="importance">Per position, summed over the live inputs; at most 64 positions.</param>
    /// <param name="cost">Of one position.</param>
    public static IReadOnlyList<ChoiceOption> Columns(ReadOnlySpan<double> importance, long cost)
    {
        var order = Enumerable.Range(0, importance.Length).ToArray();
        var keys = importance.ToArray();
        Array.Sort(keys, order, Comparer<double>.Create((a, b) => b.CompareTo(a)));
        var options = new ChoiceOption[order.Length];
        var (value, kept) = (0.0, 0UL);
        for (var n = 0; n < order.Length; n++)
        {
            value += keys[n];
            kept |= 1UL << order[n];
            options[n] = new ChoiceOption(value, (n + 1) * cost, kept);
        }
        return options;
    }

    /// <summary>A rectangle of the kernel, so that the filters of one rectangle form a smaller convolution.</summary>
    /// <param name="importance">Per position <c>[height, width]</c>, summed over the live inputs; at most 64 positions.</param>
    /// <param name="width">Of the kernel.</param>
    /// <param name="cost">Of one position.</param>
    public static IReadOnlyList<ChoiceOption> Rectangles(ReadOnlySpan<double> importance, int width, long cost)
    {
        var height = importance.Length / width;
        var options = new List<ChoiceOption>();
        for (var top = 0; top < height; top++)
            for (var left = 0; left < width; left++)
                for (var bottom = top; bottom < height; bottom++)
                    for (var right = left; right < width; right++)
                        options.Add(Rectangle(importance, width, cost, top, left, bottom, right));
        return options;
    }

    private static ChoiceOption Rectangle(ReadOnlySpan<double> importance, int width, long cost, int top, int left, int bottom, int right)
    {
        var (value, kept) = (0.0, 0UL);
        for (var y = top; y <= bottom; y++)
            for (var x = left; x <= right; x++)
            {
                value += importance[y * width + x];
                kept |= 1UL << (y * width + x);
            }
        return new ChoiceOption(value, BitOperations.PopCount(kept) * cost, kept);
    }
}
