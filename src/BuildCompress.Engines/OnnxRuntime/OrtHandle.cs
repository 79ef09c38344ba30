using System.Buffers;
using System.Runtime.InteropServices;

namespace BuildCompress.Engines.OnnxRuntime;

/// <summary>Owns one native object, and the pin of the managed memory that object borrows.</summary>
internal sealed unsafe class OrtHandle : SafeHandle
{
    private readonly delegate* unmanaged[Cdecl]<nint, void> _release;
    private MemoryHandle _pin;

    public OrtHandle(nint handle, delegate* unmanaged[Cdecl]<nint, void> release, MemoryHandle pin = default)
        : base(0, ownsHandle: true)
    {
        _release = release;
        _pin = pin;
        SetHandle(handle);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The native pointer; keep this object alive while it is used.</summary>
    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    public nint Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, typeof(OrtHandle));
            return handle;
        }
    }

    protected override bool ReleaseHandle()
    {
        _release(handle);
        _pin.Dispose();
        return true;
    }
}
