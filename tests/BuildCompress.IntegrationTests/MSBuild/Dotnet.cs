using System.Diagnostics;
using System.Text;

namespace BuildCompress.IntegrationTests.MSBuild;

/// <summary>Runs <c>dotnet</c> as a user would.</summary>
internal static class Dotnet
{
    /// <summary>Runs a command to its end.</summary>
    /// <returns>Exit code, and stdout and stderr together.</returns>
    public static async Task<(int ExitCode, string Output)> Run(
        string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var output = new StringBuilder();
        using var process = Start(folder, environment, line =>
        {
            lock (output)
                output.AppendLine(line);
        }, arguments);
        await process.WaitForExitAsync();
        return (process.ExitCode, output.ToString());
    }

    /// <summary>Starts a command; <paramref name="heard"/> gets its lines as they come, from several threads.</summary>
    public static Process Start(
        string folder, IReadOnlyDictionary<string, string> environment, Action<string> heard, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => heard(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => heard(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
