using System.Runtime.InteropServices;

namespace BuildCompress.Devices.Measurement;

/// <summary>
/// Processor time of the calling thread: stands still while the thread waits for a core. Reading it costs up to a microsecond.
/// </summary>
internal static partial class ThreadCpuClock
{
    private const int LinuxThreadClock = 3, MacThreadClock = 16;

    /// <summary>Whether the system has a clock fine enough.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>What an interval between two readings holds of the reading itself, in milliseconds; it matters for a model of microseconds.</summary>
    public static double ReadingCost { get; } = IsSupported ? ShortestInterval() : 0;

    /// <summary>Milliseconds since the thread began.</summary>
    public static double Milliseconds()
    {
        _ = ClockGetTime(OperatingSystem.IsLinux() ? LinuxThreadClock : MacThreadClock, out var time);
        return time.Seconds * 1e3 + time.Nanoseconds * 1e-6;
    }

    private static double ShortestInterval()
    {
        var shortest = double.MaxValue;
        for (var i = 0; i < 1000; i++)
        {
            var start = Milliseconds();
            shortest = Math.Min(shortest, Milliseconds() - start);
        }
        return shortest;
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
