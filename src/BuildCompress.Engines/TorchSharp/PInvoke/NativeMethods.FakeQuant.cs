using System.Runtime.InteropServices;

namespace BuildCompress.Engines.TorchSharp.PInvoke;

/// <summary>Exports of <c>native/fakequant</c>.</summary>
internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint bct_lsq(nint x, nint scale, double low, double high, double gradientScale);

    [LibraryImport(Library)]
    internal static partial nint bct_lsq_plus(nint x, nint scale, nint offset, double low, double high, double gradientScale);

    [LibraryImport(Library)]
    internal static partial nint bct_qil(
        nint x, nint centre, nint halfWidth, nint gamma, double levels, int signed, double output, double gradientScale);
}
