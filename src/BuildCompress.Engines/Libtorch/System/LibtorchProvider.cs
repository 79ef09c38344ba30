using System.Runtime.InteropServices;
using BuildCompress.Engines.TorchSharp.PInvoke;

namespace BuildCompress.Engines.Libtorch;

/// <summary>Where this build's libtorch comes from: the distribution.</summary>
internal static unsafe class LibtorchProvider
{
    internal const string Name = "system";

    internal static string Version => Marshal.PtrToStringUTF8((nint)NativeMethods.bct_version()) ?? "unknown";
}
