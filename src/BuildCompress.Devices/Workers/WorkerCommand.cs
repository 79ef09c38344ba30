using System.Diagnostics;
using System.Reflection;

namespace BuildCompress.Devices.Workers;

/// <summary>How a worker is started: this program again with a hidden verb or, where this is another program (a test, a benchmark), the one beside it.</summary>
internal static class WorkerCommand
{
    private static readonly string[] Programs = ["buildcompress", "buildcompress-agent"];

    /// <summary>Start with redirected streams.</summary>
    /// <exception cref="InvalidOperationException">No program that knows the verb is here.</exception>
    public static ProcessStartInfo Create()
    {
        var self = Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path.");
        var isHost = Path.GetFileNameWithoutExtension(self) == "dotnet";
        var entry = Assembly.GetEntryAssembly()?.GetName().Name;
        string? library = null;
        if (!Programs.Contains(entry))
        {
            library = Programs.Select(program => Path.Combine(AppContext.BaseDirectory, program + ".dll")).FirstOrDefault(File.Exists)
                ?? throw new InvalidOperationException("No program that can measure lies beside this one.");
        }
        else if (isHost)
        {
            library = Path.Combine(AppContext.BaseDirectory, entry + ".dll");
        }

        var start = new ProcessStartInfo
        {
            FileName = library is null || isHost ? self : "dotnet",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        if (library is not null)
            start.ArgumentList.Add(library);
        start.ArgumentList.Add(MeasurementWorker.Verb);
        return start;
    }
}
