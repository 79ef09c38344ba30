using BuildCompress.Selection.Solving;

namespace BuildCompress.Selection.Bounds;

/// <summary>
/// Branch and bound over boxes of counts: the box with the highest bound is split at the count of one group, since both parts can be bounded
/// tighter than the whole. Boxes are taken in batches of a fixed size, so that threads share the work and never decide the outcome.
/// </summary>
internal sealed class RangeBranching
{
    /// <summary>Boxes bounded at once.</summary>
    private const int Batch = 8;
    private const int RootRounds = 5;
    private const int RootIterations = 200;
    private const int Iterations = 100;

    /// <summary>Work of an iteration for each channel, in products.</summary>
    private const int Overhead = 20;
    private const double Width = 0.03;
    private const double FinalWidth = 0.02;

    private readonly CompiledProblem _problem;
    private readonly double _known;
    private readonly int _threads;
    private readonly long _products;
    private readonly EnvelopeAscent _rootAscent;
    private readonly EnvelopeAscent[] _ascents;
    private readonly PriorityQueue<RangeNode, double> _open = new();
    private readonly RangeNode _root;
    private double _unsplit = double.NegativeInfinity;

    public RangeBranching(CompiledProblem problem, SelectionResult known, int threads)
    {
        (_problem, _known, _threads) = (problem, known.Objective, threads);
        var tables = PairTable.Of(problem);
        _products = tables.Sum(t => (long)t.Importance.Length) + Overhead * problem.Linear.Length;
        var shape = new EnvelopeShape(problem, tables, known);
        _rootAscent = new EnvelopeAscent(shape, threads);
        _ascents = [.. Enumerable.Range(0, Batch).Select(_ => new EnvelopeAscent(shape, threads: 1))];
        _root = new RangeNode(
            new CountRanges(problem), new BoundPrices(problem, tables, known.Multipliers),
            [.. known.Kept.SelectMany(mask => mask).Select(kept => kept ? 1.0 : 0.0)], double.PositiveInfinity);
    }

    /// <summary>The highest bound of all boxes, or what is known when no box can hold better.</summary>
    private double Value => Math.Max(Math.Max(_known, _unsplit), _open.TryPeek(out var node, out _) ? node.Value : _known);

    /// <summary>Bounds until the bound is at most <paramref name="target"/> or about so many products were visited, the root's at least.</summary>
    public double Run(long products, double target, CancellationToken cancellation)
    {
        var iterations = (int)Math.Clamp(products / _products / RootRounds, 10, RootIterations);
        _rootAscent.Run(_root, iterations, 0.1, FinalWidth, byCounts: false, _known, cancellation);
        for (var round = 1; round < RootRounds; round++)
            _rootAscent.Run(_root, iterations, Width, FinalWidth, byCounts: true, _known, cancellation);
        Open(_root);

        var boxes = products / _products / Iterations - RootRounds * iterations / Iterations;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellation };
        var parts = new List<RangeNode>(Batch);
        for (var done = 0; done < boxes && _open.Count > 0 && Value > target; done += Batch)
        {
            parts.Clear();
            while (parts.Count < Batch && _open.TryDequeue(out var node, out _))
                if (!Split(node, parts))
                    _unsplit = Math.Max(_unsplit, node.Value);
            Parallel.For(0, parts.Count, parallel, i =>
                _ascents[i].Run(parts[i], Iterations, Width, FinalWidth, byCounts: true, _known, cancellation));
            foreach (var part in parts)
                Open(part);
        }
        return Value;
    }

    private void Open(RangeNode node)
    {
        if (!node.Ranges.IsEmpty && node.Value > _known)
            _open.Enqueue(node, -node.Value);
    }

    /// <summary>Splits a box at the group whose products are charged for least beside what its counts would cost; false when it holds single counts.</summary>
    private bool Split(RangeNode node, List<RangeNode> parts)
    {
        var (group, most) = (-1, double.NegativeInfinity);
        for (var g = 0; g < _problem.GroupCount; g++)
            if (node.Ranges.Upper[g] > node.Ranges.Lower[g] && node.Excess[g] > most)
                (group, most) = (g, node.Excess[g]);
        if (group < 0)
            return false;

        var count = node.Point[_problem.Start[group].._problem.Start[group + 1]].Sum();
        var (lower, upper) = (node.Ranges.Lower[group], node.Ranges.Upper[group]);
        var at = Math.Clamp((int)Math.Round(count / 2 + (lower + upper) / 4.0), lower, upper - 1);
        parts.Add(node.Part(node.Ranges.AtMost(group, at)));
        parts.Add(node.Part(node.Ranges.AtLeast(group, at + 1)));
        return true;
    }
}
