namespace BuildCompress.Core.Manifests;

/// <summary>Bits of quantised numbers, 2 to 8. Whatever no layer multiplies (residual sums, pooled values) keeps 8.</summary>
/// <param name="Weights">Bits of a weight; 8 by default.</param>
/// <param name="Activations">Bits of what a layer reads; 8 by default.</param>
/// <param name="First">Bits of weights and input of the layers that read the image; 32 for float32; null for the method's paper: 32 for qil, else 8.</param>
/// <param name="Last">The same for the layers whose result no other layer reads.</param>
public sealed record QuantiseBits(int Weights = 8, int Activations = 8, int? First = null, int? Last = null)
{
    /// <summary>Bits of weights chosen layer by layer; null for <see cref="Weights"/> in every layer but first and last.</summary>
    public MixedBits? Mixed { get; init; }

    /// <summary>Bits that stand for float32: the layer is not quantised.</summary>
    public const int Float = 32;

    /// <summary>First and last bits with the defaults of <paramref name="method"/> filled in.</summary>
    public (int First, int Last) Ends(QuantiseMethod method)
    {
        var paper = method == QuantiseMethod.Qil ? Float : 8;
        return (First ?? paper, Last ?? paper);
    }

    /// <summary>The fewest bits that weights or activations of layers in between may get.</summary>
    public int Fewest() => Math.Min(Activations, Mixed is null ? Weights : Math.Min(Weights, Mixed.Weights.Min()));
}
