using System.Globalization;
using BuildCompress.Core.Units;

namespace BuildCompress.Devices.Measurement;

/// <summary>How much this process grows at most between two moments: Linux keeps the high-water mark of resident memory and lets it be reset.</summary>
internal readonly struct PeakMemory
{
    private const string StatusFile = "/proc/self/status";
    private const string ResetFile = "/proc/self/clear_refs";
    private const string ResetHighWaterMark = "5";

    private readonly long? before;

    private PeakMemory(long? before) => this.before = before;

    /// <summary>Starts to watch.</summary>
    public static PeakMemory Start()
    {
        if (!OperatingSystem.IsLinux())
            return new PeakMemory(null);
        try
        {
            GC.Collect();
            File.WriteAllText(ResetFile, ResetHighWaterMark);
            return new PeakMemory(Read("VmRSS:"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new PeakMemory(null); // A container may forbid it.
        }
    }

    /// <summary>Growth at most since the start; null where the system does not tell.</summary>
    public Bytes? Stop() => before is { } start && Read("VmHWM:") is { } peak ? new Bytes(Math.Max(0, peak - start)) : null;

    private static long? Read(string field)
    {
        foreach (var line in File.ReadLines(StatusFile))
        {
            if (line.StartsWith(field, StringComparison.Ordinal))
                return long.Parse(line.AsSpan(field.Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture) * 1024;
        }
        return null;
    }
}
