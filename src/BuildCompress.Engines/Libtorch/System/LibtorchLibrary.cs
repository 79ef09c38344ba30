using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BuildCompress.Engines.Loading;
using BuildCompress.Engines.TorchSharp.PInvoke;

namespace BuildCompress.Engines.Libtorch;

/// <summary>
/// Loads the C++ shim, and libtorch with it, when the first call needs it, and makes the settings that decide its speed: passive OpenMP
/// waiting before anything is loaded; then the allocator's thresholds and as many threads as this process has processors.
/// </summary>
internal static unsafe class LibtorchLibrary
{
    private static readonly Lock Loading = new();
    private static nint library;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The runtime asks the resolver at the first call into the shim, whichever that is.")]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(LibtorchLibrary).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != NativeMethods.Library) return 0;
        lock (Loading)
        {
            if (library == 0) library = Load();
            return library;
        }
    }

    private static nint Load()
    {
        OpenMpWaiting.BePassive();
        var loaded = NativeLibraries.Load($"lib{NativeMethods.Library}.so");
        ((delegate* unmanaged[Cdecl]<void>)NativeLibrary.GetExport(loaded, nameof(NativeMethods.bct_keep_freed_memory)))();
        ((delegate* unmanaged[Cdecl]<int, int>)NativeLibrary.GetExport(loaded, nameof(NativeMethods.bct_set_num_threads)))(Environment.ProcessorCount);
        return loaded;
    }
}
