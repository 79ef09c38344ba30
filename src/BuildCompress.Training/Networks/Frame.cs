namespace BuildCompress.Training.Networks;

/// <summary>The values of one forward pass by slot.</summary>
internal sealed class Frame(Tensor?[] values, NetworkMode mode, double? batchNormMomentum)
{
    public Tensor this[int slot]
    {
        get => values[slot] ?? throw new InvalidOperationException($"Slot {slot} is read before it is written or after its last use.");
        set => values[slot] = value;
    }

    public NetworkMode Mode => mode;

    /// <summary>Replaces the momentum written in the graph: weight of the new batch in the running statistics, 0..1.</summary>
    public double? BatchNormMomentum => batchNormMomentum;

    /// <summary>Frees a value after its last use; autograd keeps what it saved.</summary>
    public void Release(int slot)
    {
        values[slot]?.Dispose();
        values[slot] = null;
    }
}
