using BuildCompress.Selection;

namespace BuildCompress.Benchmarks.Selection;

/// <summary>
/// A problem of ResNet-50's size: 53 convolutions and the classifier at 224 x 224, streams tied per stage, importances from a seeded log-normal
/// strength per channel and a uniform factor per pair, normalised per layer by the Frobenius norm.
/// </summary>
internal static class ResNet50Problem
{
    public static SelectionProblem Create(int seed, double share)
    {
        var build = new Builder(new Random(seed));
        var stem = build.Group("stem", 64);
        build.Layer(stem, build.Group("image", 3, isFixed: true), 49 * 112 * 112);
        var input = stem;
        foreach (var (blocks, width, side) in new[] { (3, 64, 56), (4, 128, 28), (6, 256, 14), (3, 512, 7) })
        {
            var stream = build.Group($"stream {width}", 4 * width);
            build.Layer(stream, input, side * side);
            for (var block = 0; block < blocks; block++)
            {
                // The stride lies on the 3 x 3 convolution.
                var sideBefore = block == 0 && width > 64 ? 2 * side : side;
                var (first, second) = (build.Group($"{width}.{block}.1", width), build.Group($"{width}.{block}.2", width));
                build.Layer(first, block == 0 ? input : stream, sideBefore * sideBefore);
                build.Layer(second, first, 9 * side * side);
                build.Layer(stream, second, side * side);
            }
            input = stream;
        }
        build.Layer(build.Group("classes", 1000, isFixed: true), input, 1);
        return build.Problem(share);
    }

    private sealed class Builder(Random random)
    {
        private readonly List<SelectionGroup> _groups = [];
        private readonly List<double[]> _strengths = [];
        private readonly List<BilinearTerm> _terms = [];
        private readonly List<BilinearCost> _costs = [];

        public int Group(string name, int size, bool isFixed = false)
        {
            _groups.Add(isFixed ? SelectionGroup.Fixed(name, size) : new SelectionGroup(name, size));
            _strengths.Add([.. Enumerable.Range(0, size).Select(_ => Math.Exp(0.5 * Normal()))]);
            return _groups.Count - 1;
        }

        public void Layer(int output, int input, long cost)
        {
            var importance = new float[_groups[output].Size * _groups[input].Size];
            var (at, squares) = (0, 0.0);
            foreach (var j in _strengths[output])
                foreach (var i in _strengths[input])
                {
                    importance[at] = (float)(j * i * random.NextDouble());
                    squares += (double)importance[at] * importance[at++];
                }
            for (var e = 0; e < importance.Length; e++)
                importance[e] /= (float)Math.Sqrt(squares);
            _terms.Add(new BilinearTerm($"conv {_terms.Count}", output, input, importance));
            _costs.Add(new BilinearCost(output, input, cost));
        }

        public SelectionProblem Problem(double share)
        {
            var row = new BudgetRow("macs", 0, 0, [], _costs);
            return new SelectionProblem(
                _groups, _terms, [], [row with { Limit = (long)(share * row.Value([.. _groups.Select(g => g.Size)])) }]);
        }

        private double Normal() =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
