namespace BuildCompress.Selection;

/// <summary>What part of its importance each layer retains, and the linear problems that weigh layers by it.</summary>
internal sealed class LayerShares
{
    /// <summary>A layer that retains less counts as if it retained this part.</summary>
    public const double Smallest = 1e-3;

    private readonly SelectionProblem _problem;
    private readonly Dictionary<string, int> _layerOf;

    public LayerShares(SelectionProblem problem, IReadOnlyList<SelectionLayer> layers)
    {
        _problem = problem;
        _layerOf = layers.SelectMany((layer, l) => layer.Terms.Select(term => (term, l))).ToDictionary(p => p.term, p => p.l);
        Totals = new double[layers.Count];
        Totals = Retained([.. problem.Groups.Select(g => Enumerable.Repeat(true, g.Size).ToArray())]);
    }

    /// <summary>Importance of each layer; of none where 0, such a layer is ignored.</summary>
    public double[] Totals { get; }

    /// <summary>Importance that each layer keeps.</summary>
    public double[] Retained(IReadOnlyList<bool[]> kept)
    {
        var sums = new double[Totals.Length];
        foreach (var term in _problem.Bilinear)
            if (_layerOf.TryGetValue(term.Name, out var l))
                sums[l] += SelectionCheck.Retained(term, kept);
        foreach (var term in _problem.Linear)
            if (_layerOf.TryGetValue(term.Name, out var l))
                sums[l] += SelectionCheck.Retained(term, kept);
        return sums;
    }

    /// <summary><c>sum_layer log(retained / total)</c>.</summary>
    public double LogSum(double[] retained)
    {
        var sum = 0.0;
        for (var l = 0; l < Totals.Length; l++)
            if (Totals[l] > 0)
                sum += Math.Log(Math.Max(retained[l] / Totals[l], Smallest));
        return sum;
    }

    /// <summary>Per layer, the slope of the log at what it retains, at least <paramref name="floor"/> of the whole.</summary>
    public double[] Weights(double[] retained, double floor)
    {
        var weights = new double[Totals.Length];
        for (var l = 0; l < Totals.Length; l++)
            weights[l] = Totals[l] > 0 ? 1 / Math.Max(retained[l], floor * Totals[l]) : 0;
        return weights;
    }

    /// <summary>The problem with each layer's importance times its weight.</summary>
    public SelectionProblem Weighted(double[] weights)
    {
        return _problem with
        {
            Bilinear = [.. _problem.Bilinear.Select(t => t with { Importance = Scale(t.Name, t.Importance) })],
            Linear = [.. _problem.Linear.Select(t => t with { Importance = Scale(t.Name, t.Importance) })],
        };

        float[] Scale(string name, float[] importance)
        {
            var weight = _layerOf.TryGetValue(name, out var l) ? weights[l] : 0;
            return Array.ConvertAll(importance, value => (float)(value * weight));
        }
    }
}
