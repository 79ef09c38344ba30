using System.Diagnostics;
using System.Globalization;
using BuildCompress.Devices.Workers;

namespace BuildCompress.IntegrationTests.Devices;

/// <summary>The measuring child processes that run now.</summary>
internal static class WorkerProcesses
{
    /// <summary>Those that this process started.</summary>
    public static List<Process> OfThisProcess() => ChildrenOf(Environment.ProcessId);

    /// <summary>Those that the process <paramref name="parent"/> started.</summary>
    public static List<Process> ChildrenOf(int parent)
    {
        var workers = new List<Process>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
                continue;
            try
            {
                var status = File.ReadAllText(Path.Combine(folder, "stat"));
                var afterName = status[(status.LastIndexOf(')') + 2)..].Split(' ');
                if (afterName[0] == "Z" || int.Parse(afterName[1], CultureInfo.InvariantCulture) != parent)
                    continue;
                if (File.ReadAllText(Path.Combine(folder, "cmdline")).TrimEnd('\0').EndsWith(MeasurementWorker.Verb, StringComparison.Ordinal))
                    workers.Add(Process.GetProcessById(id));
            }
            catch (Exception error) when (error is IOException or ArgumentException)
            {
                // Gone meanwhile.
            }
        }
        return workers;
    }
}
