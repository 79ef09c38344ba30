using System.Diagnostics;

namespace BuildCompress.IntegrationTests.Cli;

/// <summary>The built tool as a process of its own.</summary>
internal sealed class ToolProcess : IDisposable
{
    private readonly Process process;

    private readonly Task<string> errors;

    public ToolProcess(params string[] args)
        : this(Command(args), path: null)
    {
    }

    private ToolProcess(IReadOnlyList<string> command, string? path)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (path is not null)
            start.Environment["PATH"] = path;
        process = Process.Start(start)!;
        errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => process.Id;

    /// <summary>What it wrote to standard error, once it has ended.</summary>
    public Task<string> ErrorsAsync() => errors;

    /// <summary>The tool's command line.</summary>
    public static IReadOnlyList<string> Command(params string[] args) =>
        ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "buildcompress.dll"), .. args];

    /// <summary>Runs the tool to its end.</summary>
    public static Task<CommandOutcome> RunAsync(params string[] args) => RunProcessAsync(Command(args));

    /// <summary>Runs a command, the tool perhaps at its end, to its end.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="path">Where it finds programs; this process's PATH by default.</param>
    public static async Task<CommandOutcome> RunProcessAsync(IReadOnlyList<string> command, string? path = null)
    {
        using var tool = new ToolProcess(command, path);
        var output = await tool.process.StandardOutput.ReadToEndAsync();
        return new CommandOutcome(await tool.ExitAsync(TimeSpan.FromMinutes(2)), output, await tool.errors);
    }

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
