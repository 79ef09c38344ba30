using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection.Bounds;

/// <summary>
/// Climbs the concave envelope over fractional selections by accelerated projected gradients, while the prices move against it, and keeps the
/// lowest majorant it meets. What the climb does not reach costs tightness, never validity.
/// </summary>
internal sealed class EnvelopeAscent
{
    private const int Interval = 10;
    private const double PriceStep = 0.1;
    private const double RulePrice = 1;

    private readonly CompiledProblem _problem;
    private readonly ConcaveEnvelope _envelope;
    private readonly StrandMaximum _strands;
    private readonly int _threads;
    private readonly LinearMajorant _current;
    private readonly LinearMajorant _average;
    private readonly double[] _prices;
    private readonly double[] _priceUnit;
    private readonly double[] _point;
    private readonly double[] _ahead;
    private readonly double[] _slope;

    public EnvelopeAscent(CompiledProblem problem, StrandMaximum strands, SelectionResult known, int threads)
    {
        (_problem, _strands, _threads) = (problem, strands, threads);
        _envelope = new ConcaveEnvelope(problem);
        _prices = [.. known.Multipliers];
        _priceUnit = [.. problem.Limits.Select(limit => 0.05 * known.Objective / Math.Max(1.0, limit))];
        _point = [.. known.Kept.SelectMany(mask => mask).Select(kept => kept ? 1.0 : 0.0)];
        _ahead = [.. _point];
        _slope = new double[_point.Length];
        var budgets = problem.Limits.Length;
        (_current, _average, Best) = (new(_point.Length, budgets), new(_point.Length, budgets), new(_point.Length, budgets));
        Ranges = new CountRanges(problem);
    }

    public CountRanges Ranges { get; }

    /// <summary>How many products one iteration visits.</summary>
    public long Products => _envelope.Products;

    /// <summary>The majorant with the lowest maximum so far.</summary>
    public LinearMajorant Best { get; }

    /// <summary>The maximum of <see cref="Best"/>.</summary>
    public double BestValue { get; private set; } = double.PositiveInfinity;

    /// <summary>Iterates with the kinks' width falling from the first to the second value.</summary>
    public void Run(int iterations, double width, double finalWidth, bool byCounts, CancellationToken cancellation)
    {
        var shrink = Math.Pow(finalWidth / width, 1.0 / Math.Max(1, iterations - 1));
        var curvature = _envelope.Curvature(_prices);
        var momentum = 1.0;
        for (var i = 0; i < iterations; i++, width *= shrink)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var x = 0; x < _ahead.Length; x++)
                if (_strands.IsFixed(x))
                    _ahead[x] = 1 + width;
            _envelope.Support(_ahead, _prices, Ranges, width, _threads, _current);
            momentum = Step(curvature, width, momentum);

            _average.Blend(_current, Math.Max(2.0 / (i + 2), 0.02));
            if (i % Interval != Interval - 1)
                continue;
            Consider(_current);
            Consider(_average);
            if (byCounts)
                _envelope.ShiftToCounts();
            MovePrices();
        }
    }

    /// <summary>A projected gradient step from the point ahead, with Nesterov's momentum, restarted when it turns downhill.</summary>
    private double Step(double[] curvature, double width, double momentum)
    {
        AddRules(width);
        var next = (1 + Math.Sqrt(1 + 4 * momentum * momentum)) / 2;
        var (push, progress) = ((momentum - 1) / next, 0.0);
        for (var x = 0; x < _point.Length; x++)
        {
            var moved = Math.Clamp(_ahead[x] + width / (2 * curvature[x] + 2 * RulePrice) * _slope[x], 0, 1);
            var change = moved - _point[x];
            progress += _slope[x] * change;
            (_ahead[x], _point[x]) = (moved + push * change, moved);
        }
        if (progress >= 0)
            return next;
        _point.CopyTo(_ahead, 0);
        return 1;
    }

    /// <summary>Pushes the point towards the residual rules; the majorants' maxima obey them anyway.</summary>
    private void AddRules(double width)
    {
        _current.Slope.CopyTo(_slope, 0);
        foreach (var rule in _problem.Problem.Residuals)
            for (var v = _problem.Start[rule.Sum]; v < _problem.Start[rule.Sum + 1]; v++)
            {
                var (u, source) = (_problem.Streams[v].Branch, _problem.Streams[v].Source);
                var unconsumed = Force(_ahead[u] - _ahead[v], width);
                _slope[u] -= unconsumed;
                _slope[v] += unconsumed;
                if (source == Site.Anything)
                    continue;
                var unproduced = Force(_ahead[v] - _ahead[u] - (source >= 0 ? _ahead[source] : 0), width);
                _slope[v] -= unproduced;
                _slope[u] += unproduced;
                if (source >= 0)
                    _slope[source] += unproduced;
            }
    }

    private static double Force(double excess, double width) => RulePrice * Math.Clamp(0.5 + excess / (2 * width), 0, 1);

    private void MovePrices()
    {
        for (var k = 0; k < _prices.Length; k++)
        {
            var excess = _current.Use[k] / Math.Max(1, _problem.Limits[k]) - 1;
            _prices[k] = Math.Max(0, _prices[k] + Math.Max(_prices[k], _priceUnit[k]) * Math.Clamp(PriceStep * excess, -0.1, 0.1));
        }
    }

    private void Consider(LinearMajorant majorant)
    {
        var value = _strands.Maximum(majorant);
        if (value >= BestValue)
            return;
        BestValue = value;
        Best.CopyFrom(majorant);
    }
}
