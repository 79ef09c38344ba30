using System.Numerics;
using System.Runtime.InteropServices;

namespace BuildCompress.Selection.Solving;

/// <summary>
/// A selection with everything the search asks about it kept up to date. Flipping a channel costs one row per linked group.
/// </summary>
internal sealed class SelectionState
{
    /// <summary>Everything kept.</summary>
    public SelectionState(CompiledProblem problem)
    {
        Problem = problem;
        IsOn = new bool[problem.Linear.Length];
        Score = [.. problem.Linear];
        Count = new int[problem.GroupCount];
        Value = [.. problem.Problem.Budgets.Select(row => row.Constant)];
        Stamp = new int[problem.GroupCount];
        for (var v = 0; v < IsOn.Length; v++)
            Flip(v);
    }

    private SelectionState(SelectionState other)
    {
        Problem = other.Problem;
        IsOn = [.. other.IsOn];
        Score = [.. other.Score];
        Count = [.. other.Count];
        Value = [.. other.Value];
        Stamp = [.. other.Stamp];
        Objective = other.Objective;
    }

    public CompiledProblem Problem { get; }

    public bool[] IsOn { get; }

    /// <summary>Per variable, the importance it adds when on, given all others: independent of its own state.</summary>
    public double[] Score { get; }

    public int[] Count { get; }

    /// <summary>Of each budget.</summary>
    public long[] Value { get; }

    public double Objective { get; private set; }

    /// <summary>Per group, a number that changes whenever what <see cref="MoveSet"/> asks of the group's channels may have changed.</summary>
    public int[] Stamp { get; }

    public SelectionState Clone() => new(this);

    public void CopyFrom(SelectionState other)
    {
        other.IsOn.CopyTo(IsOn, 0);
        other.Score.CopyTo(Score, 0);
        other.Count.CopyTo(Count, 0);
        other.Value.CopyTo(Value, 0);
        Objective = other.Objective;
        for (var g = 0; g < Stamp.Length; g++)
            Stamp[g]++;
    }

    public bool IsFeasible
    {
        get
        {
            for (var k = 0; k < Value.Length; k++)
                if (Value[k] > Problem.Limits[k])
                    return false;
            return true;
        }
    }

    /// <summary>Turns variable <paramref name="v"/> on or off.</summary>
    public void Flip(int v)
    {
        var group = Problem.GroupOf[v];
        var sign = IsOn[v] ? -1 : 1;
        Objective += sign * Score[v];
        AddCost(group, Count[group] + sign, Value);
        IsOn[v] = !IsOn[v];
        Count[group] += sign;
        foreach (var touched in Problem.Streams.Touched[group])
            Stamp[touched]++;
        foreach (var link in Problem.Links[group])
        {
            var size = Problem.SizeOf(link.Group);
            var row = link.Rows.AsSpan((v - Problem.Start[group]) * size, size);
            Stamp[link.Group]++;
            AddRow(Score.AsSpan(Problem.Start[link.Group], size), row, sign);
        }
    }

    /// <summary>Adds to <paramref name="values"/> what changes when the group keeps <paramref name="count"/> channels.</summary>
    public void AddCost(int group, int count, Span<long> values)
    {
        var cost = Problem.Costs[group];
        long delta = count - Count[group];
        foreach (var (k, unit) in cost.Linear)
            values[k] += unit * delta;
        foreach (var (k, other, unit) in cost.Links)
            values[k] += unit * delta * Count[other];
        foreach (var (k, unit) in cost.Self)
            values[k] += unit * delta * (count + Count[group]);
    }

    /// <summary>Price of one channel of a group at the given multipliers, without the group's cost with itself.</summary>
    public double Price(int group, ReadOnlySpan<double> multipliers)
    {
        var price = 0.0;
        foreach (var (k, unit) in Problem.Costs[group].Linear)
            price += multipliers[k] * unit;
        foreach (var (k, other, unit) in Problem.Costs[group].Links)
            price += multipliers[k] * unit * Count[other];
        return price;
    }

    /// <summary>Price of the square of the group's count.</summary>
    public double SelfPrice(int group, ReadOnlySpan<double> multipliers)
    {
        var price = 0.0;
        foreach (var (k, unit) in Problem.Costs[group].Self)
            price += multipliers[k] * unit;
        return price;
    }

    /// <summary>The objective less the priced budgets.</summary>
    public double Lagrangian(ReadOnlySpan<double> multipliers)
    {
        var value = Objective;
        for (var k = 0; k < Value.Length; k++)
            value -= multipliers[k] * Value[k];
        return value;
    }

    private static void AddRow(Span<double> scores, ReadOnlySpan<float> row, int sign)
    {
        var wide = MemoryMarshal.Cast<float, Vector<float>>(row);
        var target = MemoryMarshal.Cast<double, Vector<double>>(scores);
        var factor = new Vector<double>(sign);
        for (var i = 0; i < wide.Length; i++)
        {
            Vector.Widen(wide[i], out var low, out var high);
            target[2 * i] += factor * low;
            target[2 * i + 1] += factor * high;
        }
        for (var i = wide.Length * Vector<float>.Count; i < row.Length; i++)
            scores[i] += sign * row[i];
    }
}
