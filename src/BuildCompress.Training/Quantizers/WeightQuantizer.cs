using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>Rounds a weight to the signed grids of its output channels while training.</summary>
public abstract class WeightQuantizer : IDisposable
{
    /// <summary>What gradient descent changes.</summary>
    public abstract IReadOnlyList<NetworkParameter> Parameters { get; }

    /// <summary>The present step between two integers, <c>[outC]</c>, or <c>[1]</c> for all channels; positive; not to be disposed.</summary>
    public abstract Tensor Scales { get; }

    /// <summary>The weights on the grid, with the method's gradients.</summary>
    public abstract Tensor Quantise(Tensor weights);

    /// <summary>Puts the parameters back into their domain after a step.</summary>
    public abstract void Project();

    public abstract void Dispose();
}
