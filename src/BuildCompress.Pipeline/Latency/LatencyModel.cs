using BuildCompress.Devices.Prediction;
using BuildCompress.Onnx.Coupling;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Reparametrisation;
using BuildCompress.Pipeline.Planning;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Latency;

/// <summary>
/// Predicts the latency of one network, cut in any way, on one device in one precision: from what its layers take alone at their counts, by kind.
/// </summary>
/// <param name="kinds">Kinds of the network's layers.</param>
/// <param name="times">By key of the kind.</param>
/// <param name="calibration">From isolated layers to whole networks.</param>
internal sealed class LatencyModel(LayerKinds kinds, IReadOnlyDictionary<string, LayerTimes> times, LatencyCalibration calibration)
{
    /// <summary>What a smaller count must save of the time of its layers.</summary>
    private const double Worth = 0.005;

    /// <summary>What a layer takes within a network at least, as a share of its time alone by the calibration's factor.</summary>
    private const double LeastShare = 0.1;

    /// <summary>From isolated layers to whole networks.</summary>
    public LatencyCalibration Calibration => calibration;

    /// <summary>What each kind was fitted to, by key.</summary>
    public IReadOnlyDictionary<string, LayerTimes> Times => times;

    /// <summary>The same, with all predictions <paramref name="factor"/> times as long.</summary>
    public LatencyModel Scaled(double factor) => new(kinds, times, calibration.Scaled(factor));

    /// <summary>The same layers under another calibration.</summary>
    public LatencyModel With(LatencyCalibration other) => new(kinds, times, other);

    /// <summary>The same kinds with other times, e.g. the papers' (<see cref="LayerTimes.Quadratic"/>).</summary>
    public LatencyModel With(IReadOnlyDictionary<string, LayerTimes> other) => new(kinds, other, calibration);

    /// <summary>Predicted nanoseconds of the network, cut or whole, before it is merged, folded or quantised.</summary>
    public double Predict(Model model) => calibration.TimeOf(Layers(model));

    /// <summary>Its layers at their channel counts, as if each ran alone.</summary>
    public IReadOnlyList<LayerCost> Layers(Model model)
    {
        var layers = new List<LayerCost>();
        model = BlockMerging.Merge(model);
        foreach (var node in model.Graph.Nodes)
        {
            if (kinds.Layers.TryGetValue(node.DisplayName, out var kind) && model.Graph.Constant(node.Input(1)) is { } weight)
            {
                var (inputs, outputs) = Counts(node, kind, weight);
                layers.Add(Cost(kind, inputs, outputs));
            }
        }

        return layers;
    }

    /// <summary>
    /// The row of the selection problem: each layer's time as the bilinear function that comes nearest at the counts its groups may keep, where a
    /// layer without channels takes none. Exact for a layer with two counts on each axis.
    /// </summary>
    /// <param name="coupling">Channel groups of the original model.</param>
    /// <param name="groups">Which counts are allowed, see <see cref="OnGrid"/>.</param>
    /// <param name="name">Name of the budget.</param>
    /// <param name="limit">Largest allowed latency in nanoseconds.</param>
    public BudgetRow Row(CouplingMap coupling, IReadOnlyList<SelectionGroup> groups, string name, long limit) => LatencyRow.Build(
        coupling, name, limit, [.. coupling.Weights.Where(w => kinds.Layers.ContainsKey(w.Node)).Select(w => Bilinear(w, groups))], calibration.Rest);

    private LayerLatency Bilinear(WeightCoupling weight, IReadOnlyList<SelectionGroup> groups)
    {
        var kind = kinds.Layers[weight.Node];
        var outputs = AxisCount.Allowed(weight.Output, groups);
        int[] inputs = kind.IsDepthwise ? [0] : AxisCount.Allowed(weight.Input, groups);
        var counts = inputs.SelectMany(i => outputs.Select(o => (Inputs: kind.IsDepthwise ? o : i, Outputs: o))).ToList();
        double[] measured = [.. counts.Select(c => c.Inputs == 0 || c.Outputs == 0 ? 0 : TimeOf(kind, c.Inputs, c.Outputs))];
        if (measured.Max() == 0)
            return new LayerLatency(weight.Node, 0, 0, 0, 0);
        // A count that never changes has no price of its own.
        var (perInput, perOutput) = (inputs.Length > 1 ? 1 : 0, outputs.Length > 1 ? 1 : 0);
        var (c, _) = RelativeFit.Solve(
            [.. counts.Select(n => new double[] { 1, perInput * n.Inputs, perOutput * n.Outputs, perInput * perOutput * n.Inputs * n.Outputs })],
            measured, [.. measured.Select(_ => 1 / measured.Max())]);
        return new LayerLatency(weight.Node, c[0], c[1], c[2], c[3]);
    }

    /// <summary>
    /// Groups without the counts that buy nothing: those for which a larger one takes no longer, in the layers that touch the group while all others
    /// are whole. Where the runtime computes in blocks this is its grid. Counts that no sample stands for (<see cref="CountGrid.IsOn"/>) are not allowed.
    /// </summary>
    public IReadOnlyList<SelectionGroup> OnGrid(CouplingMap coupling, IReadOnlyList<SelectionGroup> groups)
    {
        var touching = coupling.Groups.Select(_ => new List<(LayerKind Kind, AxisCount Input, AxisCount Output)>()).ToArray();
        foreach (var weight in coupling.Weights.Where(w => kinds.Layers.ContainsKey(w.Node)))
        {
            foreach (var group in weight.Input.Concat(weight.Output).Select(c => c.Group).Where(g => g >= 0).Distinct())
                touching[group].Add((kinds.Layers[weight.Node], AxisCount.Of(weight.Input, coupling.Groups[group]), AxisCount.Of(weight.Output, coupling.Groups[group])));
        }

        return [.. groups.Select((group, i) => touching[i].Count == 0 ? group : group with { AllowedCounts = Worthwhile(group, Time(touching[i])) })];

        Func<int, double> Time(List<(LayerKind Kind, AxisCount Input, AxisCount Output)> layers) =>
            count => count == 0 ? 0 : layers.Sum(l => TimeOf(l.Kind, l.Input.At(count), l.Output.At(count)));
    }

    private LayerCost Cost(LayerKind kind, int inputs, int outputs) => new(kind, inputs, outputs, times[kind.Key].At(inputs, outputs));

    /// <summary>Of one layer within a network, always something: that of a small layer, which alone is mostly started, may be lost in the calibration's error.</summary>
    private double TimeOf(LayerKind kind, int inputs, int outputs)
    {
        var cost = Cost(kind, inputs, outputs);
        return Math.Max(LeastShare * calibration.Factor * cost.Time, calibration.TimeOf(cost));
    }

    private static int[] Worthwhile(SelectionGroup group, Func<int, double> time)
    {
        var (allowed, shortest) = (new List<int>(), double.PositiveInfinity);
        for (var count = group.Size; count >= 0; count--)
        {
            if (!group.Allows(count) || !CountGrid.IsOn(count, group.Size) || time(count) >= shortest * (1 - Worth))
                continue;
            allowed.Add(count);
            shortest = time(count);
        }

        return [.. allowed];
    }

    private static (int Inputs, int Outputs) Counts(Node node, LayerKind kind, ConstantTensor weight)
    {
        if (kind.IsGemm)
            return node.Int("transB", 0) != 0 ? ((int)weight.Dims[1], (int)weight.Dims[0]) : ((int)weight.Dims[0], (int)weight.Dims[1]);
        return ((int)(weight.Dims[1] * node.Int("group", 1)), (int)weight.Dims[0]);
    }

    /// <summary>Length of an axis by the count of one group on it.</summary>
    private readonly record struct AxisCount(int Others, int PerChannel)
    {
        private const int Steps = 16;

        public static AxisCount Of(IReadOnlyList<ChannelRef> axis, ChannelGroup group)
        {
            var own = axis.Count(c => c.Group == group.Id);
            return new(axis.Count - own, own / group.Size);
        }

        /// <summary>Lengths that an axis may have while its groups shrink alike.</summary>
        public static int[] Allowed(IReadOnlyList<ChannelRef> axis, IReadOnlyList<SelectionGroup> groups)
        {
            var own = axis.Where(c => c.Group >= 0).GroupBy(c => c.Group).Select(g => (Group: groups[g.Key], PerChannel: g.Count() / groups[g.Key].Size)).ToList();
            var others = axis.Count(c => c.Group < 0);
            return [.. Enumerable.Range(0, Steps + 1)
                .Select(step => others + own.Sum(o => o.PerChannel * Nearest(o.Group, o.Group.Size * (double)step / Steps))).Distinct()];
        }

        private static int Nearest(SelectionGroup group, double wish) => Enumerable.Range(0, group.Size + 1).Where(group.Allows).MinBy(c => Math.Abs(c - wish));

        public int At(int count) => Others + (PerChannel * count);
    }
}
