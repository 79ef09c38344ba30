using System.Diagnostics;
using System.Text.RegularExpressions;

namespace BuildCompress.Engines.LinearSolver.Cbc;

/// <summary>The executable <c>cbc</c> of this machine.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Version">E.g. <c>2.10.8</c>.</param>
internal sealed partial record CbcProgram(string Path, string Version)
{
    /// <summary>Environment variable with the executable to use; empty or missing means the one on the search path.</summary>
    public const string Variable = "BUILDCOMPRESS_CBC";

    private static readonly Lock Gate = new();
    private static CbcProgram? last;

    /// <summary>The executable that answers; null when there is none. Asked once per path.</summary>
    public static CbcProgram? Find()
    {
        if (Candidate() is not { } path)
            return null;
        lock (Gate)
            return last?.Path == path ? last : last = Ask(path);
    }

    private static string? Candidate()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return File.Exists(named) ? System.IO.Path.GetFullPath(named) : null;
        var file = OperatingSystem.IsWindows() ? "cbc.exe" : "cbc";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => System.IO.Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    private static CbcProgram? Ask(string path)
    {
        try
        {
            // Without a model it prints its banner and ends.
            using var process = Process.Start(new ProcessStartInfo(path, ["-quit"])
            {
                RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            })!;
            process.StandardInput.Close();
            var banner = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return VersionLine().Match(banner) is { Success: true } match ? new CbcProgram(path, match.Groups[1].Value) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // Not a program.
        }
    }

    [GeneratedRegex(@"^Version:\s*(\S+)", RegexOptions.Multiline)]
    private static partial Regex VersionLine();
}
