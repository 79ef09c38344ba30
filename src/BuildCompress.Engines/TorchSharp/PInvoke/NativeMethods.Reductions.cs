using System.Runtime.InteropServices;

namespace BuildCompress.Engines.TorchSharp.PInvoke;

/// <summary>Exports of <c>native/reductions.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint bct_sum(nint self, long type);

    [LibraryImport(Library)]
    internal static partial nint bct_sum_dim(nint self, long* dims, long count, int keepdim, long type);

    [LibraryImport(Library)]
    internal static partial nint bct_mean(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_mean_dim(nint self, long* dims, long count, int keepdim, long type);

    [LibraryImport(Library)]
    internal static partial nint bct_var(nint self, int unbiased);

    [LibraryImport(Library)]
    internal static partial nint bct_var_dim(nint self, long* dims, long count, int unbiased, int keepdim);

    [LibraryImport(Library)]
    internal static partial nint bct_norm(nint self, double p);

    [LibraryImport(Library)]
    internal static partial nint bct_max(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_min(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_amax(nint self, long* dims, long count, int keepdim);

    [LibraryImport(Library)]
    internal static partial nint bct_amin(nint self, long* dims, long count, int keepdim);

    [LibraryImport(Library)]
    internal static partial nint bct_argmax(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_argmax_dim(nint self, long dim, int keepdim);

    [LibraryImport(Library)]
    internal static partial int bct_max_dim(nint self, long dim, int keepdim, nint* values, nint* indices);

    [LibraryImport(Library)]
    internal static partial int bct_min_dim(nint self, long dim, int keepdim, nint* values, nint* indices);

    [LibraryImport(Library)]
    internal static partial int bct_topk(nint self, long k, long dim, int largest, int sorted, nint* values, nint* indices);

    [LibraryImport(Library)]
    internal static partial nint bct_argsort(nint self, long dim, int descending);
}
