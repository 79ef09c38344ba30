using BuildCompress.Core.Manifests;

namespace BuildCompress.Core.Reports;

/// <summary>How the kernel positions were chosen that filters keep.</summary>
/// <param name="Mode"><see cref="SpatialMode.Columns"/> or <see cref="SpatialMode.Rectangles"/>.</param>
/// <param name="Objective">Importance kept, of what the chosen channels held.</param>
/// <param name="UpperBound">No choice within the budgets keeps more; absent when none was proved.</param>
/// <param name="KeptShare">Objective over that of whole kernels, 0..1.</param>
/// <param name="Layers">The convolutions whose kernels could be thinned out, in graph order.</param>
public sealed record SpatialReport(
    SpatialMode Mode, double Objective, double? UpperBound, double KeptShare, IReadOnlyList<KernelReport> Layers)
{
    /// <summary>Largest possible shortfall against the optimum, relative to the bound; absent without one.</summary>
    public double? Gap => UpperBound is > 0 ? (UpperBound - Objective) / UpperBound : null;
}
