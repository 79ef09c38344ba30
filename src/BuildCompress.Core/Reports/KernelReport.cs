namespace BuildCompress.Core.Reports;

/// <summary>Kernel positions of the filters of a convolution that stay.</summary>
/// <param name="Name">Node name.</param>
/// <param name="Kept">Positions kept, over all filters in the result.</param>
/// <param name="Total">Positions of whole kernels.</param>
/// <param name="Shapes">Different sets of positions among the filters: with rectangles, the convolutions that the layer became.</param>
public sealed record KernelReport(string Name, int Kept, int Total, int Shapes);
