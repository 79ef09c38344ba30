using BuildCompress.Core.Manifests;
using BuildCompress.Onnx.Graphs;
using BuildCompress.Onnx.Quantization;

namespace BuildCompress.Pipeline.Planning;

/// <summary>What the bits of single layers cost, counted from artifacts: bytes of the file, and bit operations.</summary>
internal sealed class WidthCosts
{
    private readonly Model model;
    private readonly CompressSettings settings;
    private readonly Dictionary<string, int> uniformBits;
    private readonly Dictionary<string, long> operationsPerBit;
    private readonly Dictionary<(string Node, int StoredBits), long> moreBytes = [];

    /// <param name="model">Float.</param>
    /// <param name="settings">Of the target.</param>
    /// <param name="layers">Nodes whose bits are chosen.</param>
    public WidthCosts(Model model, CompressSettings settings, IReadOnlyList<string> layers)
    {
        (this.model, this.settings) = (model, settings);
        uniformBits = layers.ToDictionary(node => node, _ => settings.Quantise.Bits.Weights);
        Uniform = Of(uniformBits);
        var zeros = Uniform.Zeros is not null;
        operationsPerBit = Uniform.Precision.Where(l => uniformBits.ContainsKey(l.Node))
            .ToDictionary(l => l.Node, l => (l.Macs.Value - (zeros ? l.ZeroMacs.Value : 0)) * l.InputBits);
    }

    /// <summary>The artifact with the same bits in every layer.</summary>
    public ArtifactCost Uniform { get; }

    /// <summary>The artifact with these bits.</summary>
    public ArtifactCost Of(IReadOnlyDictionary<string, int> bits) => ArtifactForm.Cost(model, settings.Quantise, settings.Prune.Spatial, mixed: bits);

    /// <summary>What one layer with so many bits costs more than in <see cref="Uniform"/>; negative for less.</summary>
    public long More(string node, int bits, BudgetKind kind) => kind == BudgetKind.Size
        ? MoreBytes(node, bits) : operationsPerBit.GetValueOrDefault(node) * (bits - uniformBits[node]);

    /// <summary>By the file with only this layer in another type: a narrow one needs a Cast as well.</summary>
    private long MoreBytes(string node, int bits)
    {
        var stored = WeightContainer.StoredBits(bits);
        if (stored == WeightContainer.StoredBits(uniformBits[node]))
            return 0;
        if (!moreBytes.TryGetValue((node, stored), out var more))
            moreBytes[(node, stored)] = more = Of(new Dictionary<string, int>(uniformBits) { [node] = bits }).File.Value - Uniform.File.Value;
        return more;
    }
}
