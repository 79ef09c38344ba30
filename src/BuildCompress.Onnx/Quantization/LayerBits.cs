using BuildCompress.Core.Manifests;

namespace BuildCompress.Onnx.Quantization;

/// <summary>Bits of each layer's weights and of what it reads, 2 to 8; <see cref="QuantiseBits.Float"/> leaves a first or last layer in float32.</summary>
/// <param name="Weights">Bits of the weights of layers in between.</param>
/// <param name="Activations">Bits of what those layers read; whatever else reads as well keeps 8.</param>
/// <param name="First">Bits of weights and input of the layers that read the image.</param>
/// <param name="Last">Bits of weights and input of the layers whose result no other layer reads.</param>
public readonly record struct LayerBits(int Weights, int Activations, int First, int Last)
{
    /// <summary>8 bits throughout.</summary>
    public static LayerBits Int8 { get; } = new(8, 8, 8, 8);

    /// <summary>The bits that settings ask for in the end.</summary>
    public static LayerBits Of(QuantiseSettings settings) => Of(settings, (settings.Bits.Weights, settings.Bits.Activations));

    /// <summary>The bits of one stage on the way there: first and last layers have theirs from the start.</summary>
    public static LayerBits Of(QuantiseSettings settings, (int Weights, int Activations) stage)
    {
        var (first, last) = settings.Bits.Ends(settings.Method);
        return new(stage.Weights, stage.Activations, first, last);
    }
}
