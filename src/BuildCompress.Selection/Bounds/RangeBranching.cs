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
    private const double FirstWidth = 0.1;
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
    private readonly SplitGains _gains;
    private double _unsplit = double.NegativeInfinity;

    public RangeBranching(CompiledProblem problem, SelectionResult known, int threads)
    {
        (_problem, _known, _threads) = (problem, known.Objective, threads);
        var tables = PairTable.Of(problem);
        _products = tables.Sum(t => (long)t.Importance.Length) + Overhead * problem.Linear.Length;
        var shape = new EnvelopeShape(problem, tables, known);
        _gains = new SplitGains(problem.GroupCount);
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
        _rootAscent.Run(_root, iterations, FirstWidth, FinalWidth, byCounts: false, _known, cancellation);
        for (var round = 1; round < RootRounds; round++)
            _rootAscent.Run(_root, iterations, Width, FinalWidth, byCounts: true, _known, cancellation);
        Open(_root);

        var boxes = products / _products / Iterations - RootRounds * iterations / Iterations;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellation };
        var splits = new List<RangeSplit>();
        for (var done = 0; done < boxes && _open.Count > 0 && Value > target; done += Batch)
        {
            splits.Clear();
            while (2 * splits.Count < Batch && _open.TryDequeue(out var node, out _))
            {
                if (Split(node) is { } split)
                    splits.Add(split);
                else
                    _unsplit = Math.Max(_unsplit, node.Value);
            }
            Parallel.For(0, 2 * splits.Count, parallel, i =>
                _ascents[i].Run(splits[i / 2].Parts[i % 2], Iterations, Width, FinalWidth, byCounts: true, _known, cancellation));
            foreach (var split in splits)
            {
                _gains.Add(split.Group, split.Box.Excess[split.Group], Gain(split.Box, split.Parts[0]), Gain(split.Box, split.Parts[1]));
                Open(split.Parts[0]);
                Open(split.Parts[1]);
            }
        }
        return Value;
    }

    private double Gain(RangeNode box, RangeNode part) => box.Value - (part.Ranges.IsEmpty ? _known : Math.Max(_known, part.Value));

    private void Open(RangeNode node)
    {
        if (!node.Ranges.IsEmpty && node.Value > _known)
            _open.Enqueue(node, -node.Value);
    }

    /// <summary>Splits a box where that promises most, between the middle of the count's range and the count at the climb's end; null when it holds single counts.</summary>
    private RangeSplit? Split(RangeNode node)
    {
        var (group, most) = (-1, double.NegativeInfinity);
        for (var g = 0; g < _problem.GroupCount; g++)
            if (node.Ranges.Upper[g] > node.Ranges.Lower[g] && _gains.Expected(g, node.Excess[g]) is var gain && gain > most)
                (group, most) = (g, gain);
        if (group < 0)
            return null;

        var count = node.Point[_problem.Start[group].._problem.Start[group + 1]].Sum();
        var (lower, upper) = (node.Ranges.Lower[group], node.Ranges.Upper[group]);
        var at = Math.Clamp((int)Math.Round(count / 2 + (lower + upper) / 4.0), lower, upper - 1);
        return new RangeSplit(node, group, [node.Part(node.Ranges.AtMost(group, at)), node.Part(node.Ranges.AtLeast(group, at + 1))]);
    }

    private sealed record RangeSplit(RangeNode Box, int Group, RangeNode[] Parts);
}
