using BuildCompress.Onnx.Quantization;
using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>Rounds activations to the u8 grid of one scale while training.</summary>
public abstract class ActivationQuantizer : IDisposable
{
    /// <summary>What gradient descent changes.</summary>
    public abstract IReadOnlyList<NetworkParameter> Parameters { get; }

    /// <summary>The present grid.</summary>
    public abstract AffineScale Scale { get; }

    /// <summary>The values on the grid, with the method's gradients.</summary>
    public abstract Tensor Quantise(Tensor values);

    /// <summary>Puts the parameters back into their domain after a step.</summary>
    public abstract void Project();

    public abstract void Dispose();
}
