namespace BuildCompress.Pipeline.Latency;

/// <summary>A layer of some network, at its channel counts.</summary>
/// <param name="Kind">What it computes.</param>
/// <param name="Inputs">Input channels.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="Time">What it takes alone, nanoseconds.</param>
internal readonly record struct LayerCost(LayerKind Kind, int Inputs, int Outputs, double Time)
{
    /// <summary>Elements at its ends, a second operand included, of tensors with whole blocks of channels: those that a runtime keeps in blocks.</summary>
    public long Elements(int block)
    {
        if (Kind.IsGemm)
            return 0;
        var inputs = Inputs % block == 0 ? Inputs * Kind.Height * Kind.Width : 0;
        return Outputs % block == 0 ? inputs + (Outputs * Kind.OutputPositions * (Kind.Add ? 2 : 1)) : inputs;
    }
}
