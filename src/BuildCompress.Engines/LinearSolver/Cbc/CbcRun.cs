using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using BuildCompress.Engines.Milp;

namespace BuildCompress.Engines.LinearSolver.Cbc;

/// <summary>One solve in a child process, and the folder in which it exchanges files with us.</summary>
internal sealed class CbcRun(CbcProgram program) : IDisposable
{
    /// <summary>How much longer than twice its limit CBC may take before it is killed: it looks at its clock between steps only.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("buildcompress-cbc-");
    private readonly Lock _gate = new();
    private Process? _process;
    private bool _killed;

    private string Model => Path.Combine(_folder.FullName, "model.mps");

    private string Start => Path.Combine(_folder.FullName, "start.txt");

    private string Result => Path.Combine(_folder.FullName, "solution.txt");

    public void Write(IReadOnlyList<Variable> variables, IReadOnlyList<Constraint> constraints, Objective objective, IReadOnlyDictionary<Variable, double> hint)
    {
        using (var file = new StreamWriter(Model))
            MpsFile.Write(file, variables, constraints, objective);
        if (hint.Count == 0)
            return;
        using var start = new StreamWriter(Start);
        start.Write("Stopped on iterations - objective value 0\n");
        foreach (var (variable, value) in hint)
            start.Write(string.Create(CultureInfo.InvariantCulture, $"{variable.Index()} x{variable.Index()} {value:R} 0\n"));
    }

    /// <summary>Null when it was killed, or did not stop long after its limit.</summary>
    /// <exception cref="MilpException">The child does not start, crashed, or said what we do not understand.</exception>
    public CbcSolution? Solve(int variables, TimeSpan? limit, int threads, double relativeGap)
    {
        var log = new StringBuilder();
        int exitCode;
        using (var process = Begin(limit, threads, relativeGap, log))
        {
            var waited = limit is null ? Wait(process) : process.WaitForExit(2 * limit.Value + Grace);
            if (!waited)
            {
                Kill(process);
                return null;
            }

            process.WaitForExit(); // Until its output is read to the end.
            exitCode = process.ExitCode;
        }

        lock (_gate)
        {
            if (_killed)
                return null;
        }

        var text = log.ToString();
        if (exitCode != 0 || !File.Exists(Result))
            throw new MilpException($"CBC ended with code {exitCode} and without a result. Its last words: {LastLines(text)}");
        return CbcSolution.Read(File.ReadAllLines(Result), variables, text);
    }

    /// <summary>Ends the child; from any thread, at any time.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _killed = true;
            if (_process is not null)
                Kill(_process);
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _process = null;
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A child that is still dying may hold a file; the system clears its folder for temporary files.
        }
    }

    private Process Begin(TimeSpan? limit, int threads, double relativeGap, StringBuilder log)
    {
        List<string> arguments = [Model, "-timeMode", "elapsed", "-ratioGap", relativeGap.ToString("R", CultureInfo.InvariantCulture)];
        if (limit is { } time)
            arguments.AddRange(["-sec", time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)]);
        if (threads > 1)
            arguments.AddRange(["-threads", threads.ToString(CultureInfo.InvariantCulture)]);
        if (File.Exists(Start))
            arguments.AddRange(["-mips", Start]);
        arguments.AddRange(["-solve", "-solu", Result]);

        var process = new Process
        {
            StartInfo = new ProcessStartInfo(program.Path, arguments)
            {
                RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = _folder.FullName,
            },
        };
        process.OutputDataReceived += Collect;
        process.ErrorDataReceived += Collect;
        lock (_gate)
        {
            Begin(process);
            _process = process;
            if (_killed)
                Kill(process);
        }

        process.StandardInput.Close(); // Should it ever ask something, it reads the end.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Collect(object sender, DataReceivedEventArgs line)
        {
            lock (log)
                log.Append(line.Data).Append('\n');
        }
    }

    private void Begin(Process process)
    {
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            throw new MilpException($"CBC ({program.Path}) does not start: {failure.Message}.");
        }
    }

    private static bool Wait(Process process)
    {
        process.WaitForExit();
        return true;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // Ended by itself.
        }
    }

    private static string LastLines(string text) =>
        string.Join(" | ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(3));
}
