using System.Runtime.InteropServices;

namespace BuildCompress.Devices.Measurement;

/// <summary>
/// Processor time of the calling thread: stands still while the thread waits for a core. Reading it costs about a microsecond.
/// </summary>
internal static partial class ThreadCpuClock
{
    private const int LinuxThreadClock = 3, MacThreadClock = 16;

    /// <summary>Whether the system has a clock fine enough.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>Milliseconds since the thread began.</summary>
    public static double Milliseconds()
    {
        _ = ClockGetTime(OperatingSystem.IsLinux() ? LinuxThreadClock : MacThreadClock, out var time);
        return time.Seconds * 1e3 + time.Nanoseconds * 1e-6;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
