using System.Runtime.InteropServices;

namespace BuildCompress.Engines.TorchSharp.PInvoke;

/// <summary>The C ABI of <c>native/</c>, one file here per file there. No logic but the turning of native failures into exceptions.</summary>
internal static unsafe partial class NativeMethods
{
    internal const string Library = "buildcompress_torch";

    /// <summary>Takes ownership of a new native tensor. The other arguments were read by the call and must outlive it.</summary>
    /// <exception cref="ExternalException">The call failed; the message is libtorch's.</exception>
    internal static torch.Tensor Take(nint handle, object? a = null, object? b = null, object? c = null, object? d = null)
    {
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(c);
        GC.KeepAlive(d);
        return handle != 0 ? new torch.Tensor(handle) : throw LastError();
    }

    /// <summary>Passes over success. The other arguments were used by the call and must outlive it.</summary>
    /// <exception cref="ExternalException">The call failed; the message is libtorch's.</exception>
    internal static void Check(int status, object? a = null, object? b = null)
    {
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        if (status != 0) throw LastError();
    }

    private static ExternalException LastError() => new(Marshal.PtrToStringUTF8((nint)bct_last_error()));
}
