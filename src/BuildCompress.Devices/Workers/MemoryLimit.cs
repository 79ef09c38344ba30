using System.Globalization;
using System.Runtime.InteropServices;
using BuildCompress.Core.Units;

namespace BuildCompress.Devices.Workers;

/// <summary>
/// Keeps a worker from taking the machine down. Linux refuses memory beyond <c>RLIMIT_DATA</c>, so that the runtime's allocation fails in good
/// order, and its out-of-memory killer prefers this process to all others; elsewhere only the parent's watch protects.
/// </summary>
internal static partial class MemoryLimit
{
    private const int DataResource = 2; // RLIMIT_DATA on x64 and arm64
    private const string KillFirst = "1000";

    /// <summary>Allows this process so much beyond what it holds now.</summary>
    public static void Apply(Bytes memory)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", KillFirst);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Without it the kernel chooses by size, which mostly means the worker too.
        }
        var hard = GetLimit(DataResource, out var current) == 0 ? current.Hard : nuint.MaxValue;
        var limit = new ResourceLimit { Soft = Math.Min((nuint)(Held() + memory.Value), hard), Hard = hard };
        _ = SetLimit(DataResource, in limit);
    }

    private static long Held()
    {
        const string Field = "VmData:";
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Field, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(Field.Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture) * 1024;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
