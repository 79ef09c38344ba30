using BuildCompress.Onnx.Coupling;
using BuildCompress.Selection;

namespace BuildCompress.Pipeline.Planning;

/// <summary>Predicted latency as one row of the selection problem.</summary>
internal static class LatencyRow
{
    /// <summary>The row counts picoseconds, the budget nanoseconds: a pair of channels may take less than one.</summary>
    private const long Picoseconds = 1000;

    /// <summary>The row of a network's latency.</summary>
    /// <param name="coupling">Channel groups of the original model.</param>
    /// <param name="name">Name of the budget.</param>
    /// <param name="limit">Largest allowed latency in nanoseconds.</param>
    /// <param name="layers">A model for each layer that takes time; layers may be left out.</param>
    /// <param name="rest">Nanoseconds beside the layers: what the network takes more, or (negative) less, than their sum.</param>
    /// <exception cref="ArgumentException">A coefficient is negative, or a node is no layer of the model.</exception>
    public static BudgetRow Build(CouplingMap coupling, string name, long limit, IReadOnlyList<LayerLatency> layers, double rest = 0)
    {
        var weights = coupling.Weights.ToLookup(w => w.Node);
        var row = new CostRow(coupling.Groups);
        var whole = rest;
        foreach (var layer in layers)
        {
            if (layer is not { PerInput: >= 0, PerOutput: >= 0, PerPair: >= 0 })
                throw new ArgumentException($"The latency model of {layer.Node} falls when a channel is added.", nameof(layers));
            var weight = weights[layer.Node].FirstOrDefault()
                ?? throw new ArgumentException($"{layer.Node} is no layer of the model.", nameof(layers));
            var (output, input) = (Footprint.Of(weight.Output, coupling.Groups), Footprint.Of(weight.Input, coupling.Groups));
            row.AddVector(input, Units(layer.PerInput));
            row.AddVector(output, Units(layer.PerOutput));
            if (weight.IsDepthwise)
                row.AddVector(output, Units(layer.PerPair));
            else
                row.AddMatrix(output, input, Units(layer.PerPair));
            whole += layer.Fixed + layer.PerInput * weight.Input.Count + layer.PerOutput * weight.Output.Count
                + layer.PerPair * weight.Output.Count * (weight.IsDepthwise ? 1 : weight.Input.Count);
        }

        return row.Build(name, limit * Picoseconds, Units(whole)) with { Scale = Picoseconds };
    }

    private static long Units(double nanoseconds) => (long)Math.Round(nanoseconds * Picoseconds);
}
