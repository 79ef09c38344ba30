using System.Numerics;
using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection.Bounds;

/// <summary>
/// Climbs the concave envelope over the fractional selections of one box of counts by accelerated projected gradients, while the prices move
/// against it, and keeps the lowest majorant it meets. What the climb does not reach costs tightness, never validity.
/// </summary>
internal sealed class EnvelopeAscent
{
    private const int Interval = 10;
    private const double PriceStep = 0.1;
    private const double RulePrice = 1;

    private readonly CompiledProblem _problem;
    private readonly EnvelopeShape _shape;
    private readonly ConcaveEnvelope _envelope;
    private readonly StrandMaximum _strands;
    private readonly int _threads;
    private readonly LinearMajorant _current;
    private readonly LinearMajorant _average;
    private readonly LinearMajorant _best;
    private readonly double[] _ahead;
    private readonly double[] _slope;
    private readonly double[] _pace;
    private readonly double[] _lossOff;
    private readonly double[] _lossOn;
    private double _bestValue;

    public EnvelopeAscent(EnvelopeShape shape, int threads)
    {
        (_shape, _problem, _threads) = (shape, shape.Problem, threads);
        _envelope = new ConcaveEnvelope(_problem, shape.Tables);
        _strands = new StrandMaximum(_problem);
        _pace = [.. shape.Curvature.Select(c => 1 / (3 * c + 2 * RulePrice))];
        var (variables, budgets) = (_problem.Linear.Length, _problem.Limits.Length);
        (_ahead, _slope, _lossOff, _lossOn) = (new double[variables], new double[variables], new double[variables], new double[variables]);
        (_current, _average, _best) = (new(variables, budgets), new(variables, budgets), new(variables, budgets));
    }

    /// <summary>
    /// Iterates with the kinks' width falling from the first to the second value, or until nothing in the box can be better than
    /// <paramref name="known"/>, and narrows the box to what may be.
    /// </summary>
    public void Run(
        RangeNode node, int iterations, double width, double finalWidth, bool byCounts, double known, CancellationToken cancellation)
    {
        node.Ranges.Meet(_problem.Problem.Budgets);
        if (node.Ranges.IsEmpty)
            return;
        var shrink = Math.Pow(finalWidth / width, 1.0 / Math.Max(1, iterations - 1));
        var momentum = 1.0;
        node.Point.CopyTo(_ahead, 0);
        _bestValue = double.PositiveInfinity;
        for (var i = 0; i < iterations && _bestValue > known; i++, width *= shrink)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var g in _strands.Whole)
                _ahead.AsSpan(_problem.Start[g], _problem.SizeOf(g)).Fill(1 + width);
            var considers = i % Interval == Interval - 1;
            _envelope.Support(_ahead, node.Prices, node.Ranges, width, _threads, considers, _current);
            KeepRanges(node, width, considers);
            if (considers)
            {
                _average.Blend(_current, Math.Max(2.0 / (i / Interval + 2), 0.3));
                Consider(_current, node.Ranges);
                Consider(_average, node.Ranges);
                MovePrices(node, byCounts);
            }
            momentum = Step(node.Point, width, momentum);
        }
        node.Value = Math.Min(node.Value, _bestValue);
        node.Ranges.Narrow(_lossOff, _lossOn, _strands.Losses(_best, _lossOff, _lossOn) - known);
        _envelope.Excess(node.Prices.Budgets, node.Excess);
    }

    private void MovePrices(RangeNode node, bool byCounts)
    {
        if (byCounts)
            _envelope.MoveToCounts(_ahead, node.Prices, node.Ranges);
        var prices = node.Prices.Budgets;
        for (var k = 0; k < prices.Length; k++)
        {
            var excess = _current.Use[k] / Math.Max(1, _problem.Limits[k]) - 1;
            prices[k] = Math.Max(0, prices[k] + Math.Max(prices[k], _shape.PriceUnit[k]) * Math.Clamp(PriceStep * excess, -0.1, 0.1));
        }
    }

    /// <summary>Adds what a count outside its range is worth: nothing inside, so that the majorant stays one over the box.</summary>
    private void KeepRanges(RangeNode node, double width, bool moves)
    {
        for (var g = 0; g < _problem.GroupCount; g++)
        {
            var (low, high, size) = (node.Ranges.Lower[g], node.Ranges.Upper[g], _problem.SizeOf(g));
            if (low == 0 && high == size)
                continue;
            var (count, stiffness) = (_envelope.Count(g), _shape.Stiffness[g] / width);
            var floor = Math.Max(0, node.Prices.Floors[g] + stiffness * (low - count));
            var ceiling = Math.Max(0, node.Prices.Ceilings[g] + stiffness * (count - high));
            if (floor != ceiling)
                _current.Add(_problem.Start[g], size, floor - ceiling);
            _current.Constant += ceiling * high - floor * low;
            if (moves)
                (node.Prices.Floors[g], node.Prices.Ceilings[g]) = (floor, ceiling);
        }
    }

    /// <summary>A projected gradient step from the point ahead, with Nesterov's momentum, restarted when it turns downhill.</summary>
    private double Step(double[] point, double width, double momentum)
    {
        AddRules(width);
        var next = (1 + Math.Sqrt(1 + 4 * momentum * momentum)) / 2;
        var push = (momentum - 1) / next;
        var (one, zero, progresses) = (Vector<double>.One, Vector<double>.Zero, Vector<double>.Zero);
        var x = 0;
        for (; x + Vector<double>.Count <= point.Length; x += Vector<double>.Count)
        {
            var slope = new Vector<double>(_slope, x);
            var moved = new Vector<double>(_ahead, x) + new Vector<double>(_pace, x) * slope * width;
            moved = Vector.MinNative(Vector.MaxNative(moved, zero), one);
            var change = moved - new Vector<double>(point, x);
            progresses += slope * change;
            (moved + change * push).CopyTo(_ahead, x);
            moved.CopyTo(point, x);
        }
        var progress = Vector.Sum(progresses);
        for (; x < point.Length; x++)
        {
            var moved = Math.Clamp(_ahead[x] + width * _pace[x] * _slope[x], 0, 1);
            var change = moved - point[x];
            progress += _slope[x] * change;
            (_ahead[x], point[x]) = (moved + push * change, moved);
        }
        if (progress >= 0)
            return next;
        point.CopyTo(_ahead, 0);
        return 1;
    }

    /// <summary>Pushes the point towards the residual rules; the majorants' maxima obey them anyway.</summary>
    private void AddRules(double width)
    {
        _current.Slope.CopyTo(_slope, 0);
        foreach (var rule in _problem.Problem.Residuals)
        {
            var (u, v, size) = (_problem.Start[rule.Branch], _problem.Start[rule.Sum], _problem.SizeOf(rule.Sum));
            Push(u, v, -1, size, width);
            if (rule.Source is not { } source)
                continue;
            var before = Math.Clamp(rule.Offset, 0, size);
            var beside = Math.Clamp(_problem.SizeOf(source) + Math.Min(rule.Offset, 0), 0, size - before);
            Push(v, u, -1, before, width);
            Push(v + before, u + before, _problem.Start[source] + before - rule.Offset, beside, width);
            Push(v + before + beside, u + before + beside, -1, size - before - beside, width);
        }
    }

    /// <summary>Pushes variables from <paramref name="more"/> on down to the sum of those from <paramref name="less"/> and, if any, <paramref name="also"/> on.</summary>
    private void Push(int more, int less, int also, int count, double width)
    {
        var (scale, j) = (1 / (2 * width), 0);
        var (one, zero, half, wideScale, price) = (Vector<double>.One, Vector<double>.Zero, new Vector<double>(0.5), new Vector<double>(scale), new Vector<double>(RulePrice));
        for (; j + Vector<double>.Count <= count; j += Vector<double>.Count)
        {
            var excess = new Vector<double>(_ahead, more + j) - new Vector<double>(_ahead, less + j);
            if (also >= 0)
                excess -= new Vector<double>(_ahead, also + j);
            var force = price * Vector.MinNative(Vector.MaxNative(half + excess * wideScale, zero), one);
            (new Vector<double>(_slope, more + j) - force).CopyTo(_slope, more + j);
            (new Vector<double>(_slope, less + j) + force).CopyTo(_slope, less + j);
            if (also >= 0)
                (new Vector<double>(_slope, also + j) + force).CopyTo(_slope, also + j);
        }
        for (; j < count; j++)
        {
            var excess = _ahead[more + j] - _ahead[less + j] - (also >= 0 ? _ahead[also + j] : 0);
            var force = RulePrice * Math.Clamp(0.5 + excess * scale, 0, 1);
            _slope[more + j] -= force;
            _slope[less + j] += force;
            if (also >= 0)
                _slope[also + j] += force;
        }
    }

    private void Consider(LinearMajorant majorant, CountRanges ranges)
    {
        var value = _strands.Maximum(majorant, ranges);
        if (value >= _bestValue)
            return;
        _bestValue = value;
        _best.CopyFrom(majorant);
    }
}
