using System.Runtime.InteropServices;

namespace BuildCompress.Engines.TorchSharp.PInvoke;

/// <summary>Exports of <c>native/autograd.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial int bct_requires_grad(nint self);

    [LibraryImport(Library)]
    internal static partial int bct_is_leaf(nint self);

    [LibraryImport(Library)]
    internal static partial int bct_set_requires_grad(nint self, int requiresGrad);

    [LibraryImport(Library)]
    internal static partial int bct_retain_grad(nint self);

    [LibraryImport(Library)]
    internal static partial int bct_grad(nint self, nint* grad);

    [LibraryImport(Library)]
    internal static partial int bct_set_grad(nint self, nint grad);

    [LibraryImport(Library)]
    internal static partial nint bct_detach(nint self);

    [LibraryImport(Library)]
    internal static partial int bct_detach_(nint self);

    [LibraryImport(Library)]
    internal static partial int bct_backward(nint* tensors, long count, nint* grads, long gradCount, int retainGraph, int createGraph,
        nint* inputs, long inputCount);

    [LibraryImport(Library)]
    internal static partial int bct_autograd_grad(nint* outputs, long outputCount, nint* inputs, long inputCount, nint* grads,
        long gradCount, int retainGraph, int createGraph, int allowUnused, nint* results);

    [LibraryImport(Library)]
    internal static partial int bct_is_grad_enabled();

    [LibraryImport(Library)]
    internal static partial void bct_set_grad_enabled(int enabled);
}
