using System.Diagnostics;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>The built tool as a process of its own.</summary>
internal sealed class ToolProcess : IDisposable
{
    private readonly Process process;

    private readonly Task<string> errors;

    public ToolProcess(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "buildcompress.dll"), .. args])
            start.ArgumentList.Add(arg);
        process = Process.Start(start)!;
        errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => process.Id;

    /// <summary>What it wrote to standard error, once it has ended.</summary>
    public Task<string> ErrorsAsync() => errors;

    /// <summary>Reads lines of standard output until one satisfies <paramref name="condition"/>.</summary>
    public async Task ReadUntilAsync(Func<string, bool> condition, TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        while (await process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            if (condition(line))
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }
        }

        Assert.Fail($"The tool ended too early, with {process.ExitCode}: {await errors}");
    }

    /// <summary>Waits for the end; gives the exit code.</summary>
    public async Task<int> ExitAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        await process.WaitForExitAsync(timeout.Token);
        return process.ExitCode;
    }

    /// <summary>Sends a POSIX signal by name, e.g. <c>INT</c>.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, $"{process.Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
