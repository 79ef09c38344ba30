using System.Runtime.InteropServices;

namespace BuildCompress.Engines.Libtorch;

/// <summary>
/// How OpenMP's threads wait for work. By default they spin, which on a machine that others use too makes training many times slower; passive
/// waiting costs a tenth on an idle one.
/// </summary>
internal static unsafe partial class OpenMpWaiting
{
    /// <summary>Sets <c>OMP_WAIT_POLICY</c> unless the user did. OpenMP reads it from the C environment, once, when it is loaded.</summary>
    internal static void BePassive()
    {
        if (!OperatingSystem.IsLinux()) return;
        fixed (byte* name = "OMP_WAIT_POLICY\0"u8, value = "passive\0"u8)
            setenv(name, value, 0);
    }

    [LibraryImport("libc")]
    private static partial int setenv(byte* name, byte* value, int overwrite);
}
