using System;
using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

public sealed class OrtEnv : SafeHandle
{
    private OrtEnv()
        : base(IntPtr.Zero, true) => throw null;

    public override bool IsInvalid => throw null;

    public static OrtEnv Instance() => throw null;

    public string GetVersionString() => throw null;

    protected override bool ReleaseHandle() => throw null;
}

public class OnnxRuntimeException : Exception
{
    internal OnnxRuntimeException()
    {
    }
}
