using System.Runtime.InteropServices;

namespace BuildCompress.Engines.TorchSharp.PInvoke;

/// <summary>Exports of <c>native/shape.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint bct_reshape(nint self, long* shape, long count);

    [LibraryImport(Library)]
    internal static partial nint bct_view(nint self, long* shape, long count);

    [LibraryImport(Library)]
    internal static partial nint bct_flatten(nint self, long startDim, long endDim);

    [LibraryImport(Library)]
    internal static partial nint bct_permute(nint self, long* dims, long count);

    [LibraryImport(Library)]
    internal static partial nint bct_squeeze(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_squeeze_dim(nint self, long dim);

    [LibraryImport(Library)]
    internal static partial nint bct_unsqueeze(nint self, long dim);

    [LibraryImport(Library)]
    internal static partial nint bct_expand(nint self, long* size, long count, int isImplicit);

    [LibraryImport(Library)]
    internal static partial nint bct_repeat(nint self, long* repeats, long count);

    [LibraryImport(Library)]
    internal static partial nint bct_slice(nint self, long dim, long start, long finish, long step);

    [LibraryImport(Library)]
    internal static partial nint bct_narrow(nint self, long dim, long start, long length);

    [LibraryImport(Library)]
    internal static partial nint bct_select(nint self, long dim, long index);

    [LibraryImport(Library)]
    internal static partial nint bct_index_select(nint self, long dim, nint index);

    [LibraryImport(Library)]
    internal static partial nint bct_gather(nint self, long dim, nint index);

    [LibraryImport(Library)]
    internal static partial nint bct_flip(nint self, long* dims, long count);

    [LibraryImport(Library)]
    internal static partial nint bct_cat(nint* tensors, long count, long dim);

    [LibraryImport(Library)]
    internal static partial nint bct_stack(nint* tensors, long count, long dim);

    [LibraryImport(Library)]
    internal static partial nint bct_pad(nint self, long* pad, long count, int mode, double value);
}
