using BuildCompress.Training.Networks;

namespace BuildCompress.Training.Quantizers;

/// <summary>Rounds a weight to the signed grid of each output channel while training.</summary>
public abstract class WeightQuantizer : IDisposable
{
    /// <summary>What gradient descent changes.</summary>
    public abstract IReadOnlyList<NetworkParameter> Parameters { get; }

    /// <summary>The present scale of each output channel.</summary>
    public abstract float[] Scales { get; }

    /// <summary>The present scales as a tensor <c>[outC]</c>, for the bias; not to be disposed.</summary>
    public abstract Tensor ScaleTensor { get; }

    /// <summary>The weights on the grid, with the method's gradients.</summary>
    public abstract Tensor Quantise(Tensor weights);

    /// <summary>Puts the parameters back into their domain after a step.</summary>
    public abstract void Project();

    public abstract void Dispose();
}
