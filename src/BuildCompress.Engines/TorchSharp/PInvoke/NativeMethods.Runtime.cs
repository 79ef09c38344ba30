using System.Runtime.InteropServices;

namespace BuildCompress.Engines.TorchSharp.PInvoke;

/// <summary>Exports of <c>native/runtime.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial void bct_keep_freed_memory();

    [LibraryImport(Library)]
    internal static partial int bct_set_num_threads(int threads);

    [LibraryImport(Library)]
    internal static partial int bct_get_num_threads();

    [LibraryImport(Library)]
    internal static partial int bct_manual_seed(long seed);

    [LibraryImport(Library)]
    internal static partial byte* bct_version();

    [LibraryImport(Library)]
    internal static partial int bct_is_autocast_bf16();

    [LibraryImport(Library)]
    internal static partial int bct_enter_autocast_bf16();

    [LibraryImport(Library)]
    internal static partial int bct_exit_autocast_bf16(int wasEnabled);

    [LibraryImport(Library)]
    internal static partial void bct_set_autocast_bf16(int enabled);
}
