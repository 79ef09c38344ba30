using System.Runtime.InteropServices;

namespace BuildCompress.Engines.TorchSharp.PInvoke;

/// <summary>Exports of <c>native/factories.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint bct_from_memory(void* data, long bytes, long* size, long ndim, int type);

    [LibraryImport(Library)]
    internal static partial nint bct_empty(long* size, long ndim, int type, int requiresGrad);

    [LibraryImport(Library)]
    internal static partial nint bct_full(long* size, long ndim, NativeScalar value, int type, int requiresGrad);

    [LibraryImport(Library)]
    internal static partial nint bct_rand(long* size, long ndim, int type, int requiresGrad);

    [LibraryImport(Library)]
    internal static partial nint bct_randn(long* size, long ndim, int type, int requiresGrad);

    [LibraryImport(Library)]
    internal static partial nint bct_randint(long low, long high, long* size, long ndim, int type, int requiresGrad);

    [LibraryImport(Library)]
    internal static partial nint bct_randperm(long n, int type, int requiresGrad);

    [LibraryImport(Library)]
    internal static partial nint bct_arange(NativeScalar start, NativeScalar stop, NativeScalar step, int type, int requiresGrad);

    [LibraryImport(Library)]
    internal static partial nint bct_empty_like(nint input, int type, int requiresGrad);

    [LibraryImport(Library)]
    internal static partial int bct_normal_(nint self, double mean, double std);

    [LibraryImport(Library)]
    internal static partial int bct_uniform_(nint self, double low, double high);
}
