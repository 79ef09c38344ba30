using BuildCompress.Onnx.Coupling;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Planning;

/// <summary>Adds up what channels cost, weight by weight, into a budget row of the selection problem.</summary>
internal sealed class CostRow(IReadOnlyList<ChannelGroup> groups)
{
    private readonly SortedDictionary<int, long> linear = [];
    private readonly SortedDictionary<(int A, int B), long> bilinear = [];
    private long constant;

    /// <summary>Every element of <paramref name="axis"/> costs <paramref name="cost"/>.</summary>
    public void AddVector(Footprint axis, long cost)
    {
        foreach (var (group, times) in axis.TimesPerChannel)
            Add(linear, group, times * cost);
        constant += axis.Constant * cost;
    }

    /// <summary>Every pair of elements of two axes costs <paramref name="cost"/>; of <paramref name="groups"/> equal blocks, only pairs within a block exist.</summary>
    public void AddMatrix(Footprint output, Footprint input, long cost, long groups = 1)
    {
        foreach (var (a, timesA) in output.TimesPerChannel)
        {
            foreach (var (b, timesB) in input.TimesPerChannel)
                Add(bilinear, a <= b ? (a, b) : (b, a), timesA * timesB * cost / groups);
            Add(linear, a, timesA * input.Constant * cost / groups);
        }

        foreach (var (b, timesB) in input.TimesPerChannel)
            Add(linear, b, timesB * output.Constant * cost / groups);
        constant += output.Constant * input.Constant * cost / groups;
    }

    /// <summary>The row, shifted so that keeping everything costs exactly <paramref name="measuredAtFullWidth"/>.</summary>
    public BudgetRow Build(string name, long limit, long measuredAtFullWidth)
    {
        var row = new BudgetRow(
            name, limit, constant,
            [.. linear.Where(e => e.Value > 0).Select(e => new LinearCost(e.Key, e.Value))],
            [.. bilinear.Where(e => e.Value > 0).Select(e => new BilinearCost(e.Key.A, e.Key.B, e.Value))]);
        int[] full = [.. groups.Select(g => g.Size)];
        return row with { Constant = row.Constant + measuredAtFullWidth - row.Value(full) };
    }

    private static void Add<TKey>(SortedDictionary<TKey, long> sums, TKey key, long cost)
        where TKey : notnull => sums[key] = sums.GetValueOrDefault(key) + cost;
}
