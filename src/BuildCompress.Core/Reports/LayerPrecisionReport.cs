namespace BuildCompress.Core.Reports;

/// <summary>In how many bits a layer's numbers are.</summary>
/// <param name="Name">Node name in the artifact.</param>
/// <param name="WeightBits">Bits in use of a weight: 2 to 8, or 32 in float32.</param>
/// <param name="InputBits">Bits of what it reads: 2 to 8, or 32.</param>
/// <param name="Type">The type that holds the weights in the file, e.g. <c>int4</c>.</param>
/// <param name="Elements">Weights.</param>
/// <param name="Bytes">What they take in the file, without scales.</param>
/// <param name="BitOperations">MACs times both widths, for one sample.</param>
/// <param name="Arithmetic">What the runtime computes in: <c>int8</c>, however few bits are in use, or <c>float32</c>.</param>
public sealed record LayerPrecisionReport(
    string Name, int WeightBits, int InputBits, string Type, long Elements, long Bytes, long BitOperations, string Arithmetic);
