using System.Runtime.InteropServices;

namespace BuildCompress.Engines.TorchSharp.PInvoke;

/// <summary>Exports of <c>native/fakequant/lsq.cpp</c>.</summary>
internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint bct_lsq(nint x, nint scale, double low, double high, double gradientScale);
}
