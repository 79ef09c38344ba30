using BuildCompress.Core.Diagnostics;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace BuildCompress.MSBuild;

/// <summary>
/// Builds one artifact in a worker process: the <c>buildcompress</c> tool. Native engines never load into MSBuild, which would keep them
/// loaded and their files locked.
/// </summary>
public sealed class BuildCompressModels : ToolTask
{
    private readonly ManualResetEventSlim ended = new(initialState: true);
    private readonly string cancelName = $".cancel-{Guid.NewGuid():N}";
    private WorkerTool? worker;
    private WorkerLog? workerLog;
    private volatile bool cancelled;
    private int grantedCores;

    /// <summary>Full path of the manifest.</summary>
    [Required]
    public string Manifest { get; set; } = "";

    /// <summary>Name of the target to build for.</summary>
    [Required]
    public string HardwareTarget { get; set; } = "";

    /// <summary>Receives <c>TARGET/MODEL.onnx</c>, <c>report.json</c> and <c>report.md</c>.</summary>
    [Required]
    public string OutputFolder { get; set; } = "";

    /// <summary>The content store; empty for the user's own.</summary>
    public string StoreFolder { get; set; } = "";

    /// <summary>Program, <c>.dll</c> or folder of the tool; empty to look for an installed one.</summary>
    public string Tool { get; set; } = "";

    /// <summary>The <c>dotnet</c> that runs this build; empty to look on the path.</summary>
    public string DotnetHost { get; set; } = "";

    /// <summary>Where the search for a local tool starts.</summary>
    [Required]
    public string ProjectFolder { get; set; } = "";

    /// <summary>Folder with a page per diagnostic.</summary>
    public string DocumentationFolder { get; set; } = "";

    /// <summary>Threads to ask the build for; 0 for as many as the machine has.</summary>
    public int MaxParallelism { get; set; }

    /// <summary>Seconds until a cancelled worker that has not ended by itself is killed; a sound one needs less than two.</summary>
    public int CancelGraceSeconds { get; set; } = 10;

    /// <inheritdoc/>
    protected override string ToolName => "buildcompress";

    /// <inheritdoc/>
    protected override MessageImportance StandardErrorLoggingImportance => MessageImportance.Low;

    /// <inheritdoc/>
    protected override MessageImportance StandardOutputLoggingImportance => MessageImportance.Low;

    private string Subject => $"{Path.GetFileName(OutputFolder.TrimEnd('/', '\\'))} for {HardwareTarget}";

    private string FullOutputFolder => Path.Combine(ProjectFolder, OutputFolder);

    private string CancelFile => Path.Combine(FullOutputFolder, cancelName);

    private DiagnosticLog Diagnostics => new(Log, DocumentationFolder);

    /// <inheritdoc/>
    public override bool Execute()
    {
        var dotnet = DotnetHost.Length > 0 ? DotnetHost : OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        worker = WorkerTool.Find(Tool, ProjectFolder, dotnet, GlobalTools);
        if (worker is null)
        {
            Diagnostics.Write(ToolNotFound());
            return false;
        }

        // A program of the tool's finds its runtime by itself only where dotnet is installed system-wide.
        if (Path.GetDirectoryName(DotnetHost) is { Length: > 0 } dotnetRoot)
            EnvironmentVariables = [$"DOTNET_ROOT={dotnetRoot}"];

        // Other projects of the build go on while this one waits for its worker.
        YieldDuringToolExecution = true;
        workerLog = new WorkerLog(Log, Diagnostics, Subject);
        grantedCores = RequestCores(MaxParallelism > 0 ? MaxParallelism : Environment.ProcessorCount);
        try
        {
            Directory.CreateDirectory(FullOutputFolder);
            return base.Execute();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Diagnostics.Write(FolderNotWritable(error));
            return false;
        }
        finally
        {
            (BuildEngine as IBuildEngine9)?.ReleaseCores(grantedCores);
            DeleteCancelFile();
        }
    }

    /// <summary>Asks the worker to stop, gives it time to save its checkpoint, and only then kills it.</summary>
    public override void Cancel()
    {
        cancelled = true;
        try
        {
            Directory.CreateDirectory(FullOutputFolder);
            File.WriteAllText(CancelFile, "");
            ended.Wait(TimeSpan.FromSeconds(CancelGraceSeconds));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log.LogMessage(MessageImportance.Low, "The worker cannot be asked to stop: {0}", error.Message);
        }

        base.Cancel();
    }

    /// <inheritdoc/>
    protected override string GenerateFullPathToTool() => worker!.Program;

    /// <inheritdoc/>
    protected override string GetWorkingDirectory() => worker!.WorkingFolder;

    /// <inheritdoc/>
    protected override string GenerateCommandLineCommands()
    {
        var line = new CommandLineBuilder();
        foreach (var argument in worker!.LeadingArguments)
            line.AppendTextUnquoted(line.Length == 0 ? Quoted(argument) : " " + Quoted(argument));

        line.AppendSwitch("run");
        line.AppendFileNameIfNotNull(Manifest);
        line.AppendSwitchIfNotNull("--target ", HardwareTarget);
        line.AppendSwitchIfNotNull("--output ", FullOutputFolder);
        if (StoreFolder.Length > 0)
            line.AppendSwitchIfNotNull("--store ", Path.Combine(ProjectFolder, StoreFolder));
        line.AppendSwitchIfNotNull("--threads ", $"{grantedCores}");
        line.AppendSwitchIfNotNull("--format ", "msbuild-json");
        line.AppendSwitchIfNotNull("--cancel-file ", CancelFile);
        line.AppendSwitchIfNotNull("--parent-pid ", $"{Environment.ProcessId}");
        return line.ToString();
    }

    /// <inheritdoc/>
    protected override int ExecuteTool(string pathToTool, string responseFileCommands, string commandLineCommands)
    {
        ended.Reset();
        try
        {
            return cancelled ? (int)Core.Diagnostics.ExitCode.Cancelled : base.ExecuteTool(pathToTool, responseFileCommands, commandLineCommands);
        }
        finally
        {
            ended.Set();
        }
    }

    /// <inheritdoc/>
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance) => workerLog!.Write(singleLine);

    /// <inheritdoc/>
    protected override bool HandleTaskExecutionErrors()
    {
        if (cancelled || Log.HasLoggedErrors)
            return false;

        if (ExitCode == (int)Core.Diagnostics.ExitCode.Cancelled)
            ReportStop();
        else
            Diagnostics.Write(workerLog!.Started ? WorkerDied() : WorkerDidNotStart());
        return false;
    }

    private static string GlobalTools =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools");

    private static string Quoted(string argument) => argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument;

    private int RequestCores(int wanted) => BuildEngine is IBuildEngine9 engine ? engine.RequestCores(wanted) : wanted;

    /// <summary>Ctrl-C reaches the worker before MSBuild cancels this task, and a user may end the worker alone: nobody's mistake.</summary>
    private void ReportStop()
    {
        Log.LogMessage(MessageImportance.High, "{0}: stopped", Subject);
        if (BuildEngine is IBuildEngine7 engine)
            engine.AllowFailureWithoutError = true;
    }

    private void DeleteCancelFile()
    {
        try
        {
            File.Delete(CancelFile);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log.LogMessage(MessageImportance.Low, "'{0}' cannot be deleted: {1}", CancelFile, error.Message);
        }
    }

    private Diagnostic FolderNotWritable(Exception error) => DiagnosticCatalog.FolderNotWritable.In(
        FullOutputFolder, $"'{FullOutputFolder}' cannot be written: {error.Message}", "Make it writable or choose another place with BuildCompressOutputPath.");

    private Diagnostic ToolNotFound() => Tool.Length > 0
        ? DiagnosticCatalog.ToolNotFound.Because(
            $"BuildCompressToolPath names '{Tool}', but no buildcompress is there.", "Correct the path, or remove the property to use the installed tool.")
        : DiagnosticCatalog.ToolNotFound.Because(
            "The tool buildcompress, which does the work, is not installed.",
            $"Run: dotnet tool install buildcompress --version {PackageVersion} --create-manifest-if-needed");

    private Diagnostic WorkerDidNotStart() => DiagnosticCatalog.WorkerDidNotStart.Because(
        $"'{worker!.Program} {string.Join(' ', worker.LeadingArguments)}' did not start (exit code {ExitCode}): {workerLog!.LastWords}",
        "If the tool is listed in a tool manifest, run: dotnet tool restore");

    private Diagnostic WorkerDied() => DiagnosticCatalog.UnexpectedFailure.Because(
        $"The worker ended with exit code {ExitCode} without saying why. {workerLog!.LastWords}", "Build again with -v:detailed and report this.");

    private static string PackageVersion => typeof(BuildCompressModels).Assembly.GetName().Version!.ToString(3);
}
