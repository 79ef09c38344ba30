namespace BuildCompress.Training.Importance;

/// <summary>What each channel pair of a Conv, ConvTranspose, Gemm or MatMul weight is worth.</summary>
/// <param name="Weight">Value name of the weight as the node reads it.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="Inputs">Input channels of one group.</param>
/// <param name="Values"><c>[Outputs, Inputs]</c>, nonnegative, summed over kernel positions.</param>
public sealed record WeightImportance(string Weight, int Outputs, int Inputs, float[] Values)
{
    /// <summary>
    /// The same, divided by its Frobenius norm (METHODS 1.2): <c>I_ji / sqrt(sum_ji I_ji²)</c>. A layer that is worth nothing stays so.
    /// </summary>
    public WeightImportance Normalised()
    {
        double squares = 0;
        foreach (var value in Values)
            squares += (double)value * value;
        if (squares == 0)
            return this;
        var factor = 1 / Math.Sqrt(squares);
        return this with { Values = Array.ConvertAll(Values, value => (float)(value * factor)) };
    }
}
