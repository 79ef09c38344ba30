using System.Runtime.InteropServices;

namespace BuildCompress.Engines.TorchSharp.PInvoke;

/// <summary>Exports of <c>native/tensor.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial void bct_tensor_free(nint self);

    [LibraryImport(Library)]
    internal static partial long bct_live_tensors();

    [LibraryImport(Library)]
    internal static partial long bct_ndim(nint self);

    [LibraryImport(Library)]
    internal static partial long bct_numel(nint self);

    [LibraryImport(Library)]
    internal static partial int bct_dtype(nint self);

    [LibraryImport(Library)]
    internal static partial long bct_element_size(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_data(nint self);

    [LibraryImport(Library)]
    internal static partial int bct_is_contiguous(nint self);

    [LibraryImport(Library)]
    internal static partial void bct_shape(nint self, long* shape);

    [LibraryImport(Library)]
    internal static partial void bct_stride(nint self, long* stride);

    [LibraryImport(Library)]
    internal static partial int bct_item(nint self, NativeScalar* value);

    [LibraryImport(Library)]
    internal static partial nint bct_contiguous(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_to_type(nint self, int type, int copy);

    [LibraryImport(Library)]
    internal static partial nint bct_clone(nint self);

    [LibraryImport(Library)]
    internal static partial nint bct_alias(nint self);

    [LibraryImport(Library)]
    internal static partial int bct_set_(nint self, nint source);

    [LibraryImport(Library)]
    internal static partial int bct_copy_(nint self, nint source);

    [LibraryImport(Library)]
    internal static partial int bct_fill_(nint self, NativeScalar value);

    [LibraryImport(Library)]
    internal static partial int bct_zero_(nint self);
}
