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

    /// <summary>Given sets of positions, e.g. the rectangles of a kernel, so that the filters of one rectangle form a smaller convolution.</summary>
    /// <param name="importance">Per position, summed over the live inputs; at most 64 positions.</param>
    /// <param name="sets">Nonempty, as bits.</param>
    /// <param name="cost">Of one position.</param>
    public static IReadOnlyList<ChoiceOption> Sets(ReadOnlySpan<double> importance, IReadOnlyList<ulong> sets, long cost)
    {
        var options = new ChoiceOption[sets.Count];
        for (var s = 0; s < options.Length; s++)
        {
            var value = 0.0;
            for (var rest = sets[s]; rest != 0; rest &= rest - 1)
                value += importance[BitOperations.TrailingZeroCount(rest)];
            options[s] = new ChoiceOption(value, BitOperations.PopCount(sets[s]) * cost, sets[s]);
        }

        return options;
    }
}
