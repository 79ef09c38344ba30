using System.Runtime.InteropServices;
using BuildCompress.Engines.TorchSharp.PInvoke;

namespace BuildCompress.Engines.Libtorch;

/// <summary>Where this build's libtorch comes from: the distribution.</summary>
public static unsafe class LibtorchProvider
{
    /// <summary><c>system</c> or <c>nuget</c>.</summary>
    public const string Name = "system";

    /// <summary>Version of libtorch, or of the package that carries it.</summary>
    public static string Version => Marshal.PtrToStringUTF8((nint)NativeMethods.bct_version()) ?? "unknown";
}
