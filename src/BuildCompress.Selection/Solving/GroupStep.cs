namespace BuildCompress.Selection.Solving;

/// <summary>The exact coordinate step of one group: the best channels, as many as pay and may be kept.</summary>
internal sealed class GroupStep(CompiledProblem problem)
{
    private readonly double[] _keys = new double[problem.LargestGroup];
    private readonly int[] _order = new int[problem.LargestGroup];
    private readonly bool[] _wanted = new bool[problem.Linear.Length];

    /// <summary>What the step turns on, by variable; valid for this group until the next call.</summary>
    public ReadOnlySpan<bool> Solve(SelectionState state, int group, ReadOnlySpan<double> multipliers)
    {
        var (start, size) = (problem.Start[group], problem.SizeOf(group));
        var (price, square) = (state.Price(group, multipliers), state.SelfPrice(group, multipliers));
        if (square == 0 && Threshold(state, start, size, price) is var paying && problem.Problem.Groups[group].Allows(paying))
            return _wanted;

        for (var i = 0; i < size; i++)
            (_keys[i], _order[i]) = (-state.Score[start + i], start + i);
        _keys.AsSpan(0, size).Sort(_order.AsSpan(0, size));

        var (bestCount, bestValue, value) = problem.Problem.Groups[group].Allows(0) ? (0, 0.0, 0.0) : (-1, double.NegativeInfinity, 0.0);
        for (var count = 1; count <= size; count++)
        {
            value += -_keys[count - 1] - price;
            var total = value - square * count * count;
            if (total > bestValue && problem.Problem.Groups[group].Allows(count))
                (bestCount, bestValue) = (count, total);
        }

        _wanted.AsSpan(start, size).Clear();
        foreach (var v in _order.AsSpan(0, bestCount))
            _wanted[v] = true;
        return _wanted;
    }

    private int Threshold(SelectionState state, int start, int size, double price)
    {
        var count = 0;
        for (var v = start; v < start + size; v++)
        {
            _wanted[v] = state.Score[v] > price;
            count += _wanted[v] ? 1 : 0;
        }
        return count;
    }
}
