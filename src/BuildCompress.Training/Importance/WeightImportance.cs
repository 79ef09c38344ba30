namespace BuildCompress.Training.Importance;

/// <summary>What each channel pair of a Conv or Gemm weight is worth.</summary>
/// <param name="Weight">Value name of the weight as the node reads it.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="Inputs">Input channels of one group.</param>
/// <param name="Values"><c>[Outputs, Inputs]</c>, nonnegative, summed over kernel positions.</param>
public sealed record WeightImportance(string Weight, int Outputs, int Inputs, float[] Values);
