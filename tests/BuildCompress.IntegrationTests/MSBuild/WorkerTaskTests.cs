using System.Diagnostics;
using BuildCompress.Core.Diagnostics;
using BuildCompress.Core.Protocol;
using BuildCompress.MSBuild;
using Microsoft.Build.Framework;

namespace BuildCompress.IntegrationTests.MSBuild;

/// <summary>The expensive half of the build: how the task treats its worker.</summary>
public sealed class WorkerTaskTests : IDisposable
{
    private static readonly string Version = typeof(BuildCompressModels).Assembly.GetName().Version!.ToString(3);

    private readonly RecordingBuildEngine engine = new();
    private readonly string project = Directory.CreateTempSubdirectory("project-").FullName;

    public void Dispose() => Directory.Delete(project, recursive: true);

    [Fact]
    public void DiagnosticBecomesAnErrorAtItsPlace()
    {
        using var worker = new WorkerScript(
            Say(new StartedEvent(Version))
            + Say(new DiagnosticEvent(new("BCMP3001", Severity.Error, "It cannot be done.", "Allow more.", new SourceSpan("m.json", 4, 7, 4, 12))))
            + "exit 3");

        Assert.False(Task(worker).Execute());

        var error = Assert.Single(engine.Errors);
        Assert.Equal(("BCMP3001", "m.json", 4, 7, 4, 12),
            (error.Code, error.File, error.LineNumber, error.ColumnNumber, error.EndLineNumber, error.EndColumnNumber));
        Assert.Equal("It cannot be done. Allow more.", error.Message);
    }

    [Fact]
    public void StagesShowAndStepsStayQuiet()
    {
        using var worker = new WorkerScript(
            Say(new StartedEvent(Version))
            + Say(new ProgressEvent("edge", "Select", 1, 2))
            + Say(new ProgressEvent("edge", "Select", 2, 2))
            + Say(new ProgressEvent("edge", "Recover", 0, 0, Accuracy: 0.5, Note: "cut")));

        Assert.True(Task(worker).Execute());

        var shown = engine.Messages.Where(message => message.Importance == MessageImportance.High).Select(message => message.Message).ToList();
        Assert.Equal(1, shown.Count(text => text!.Contains("Select", StringComparison.Ordinal)));
        Assert.Contains(shown, text => text!.Contains("Recover, cut: accuracy 50.00 %", StringComparison.Ordinal));
        Assert.Empty(engine.Warnings);
    }

    [Fact]
    public void ToolOfAnotherVersionIsAWarning()
    {
        using var worker = new WorkerScript(Say(new StartedEvent("9.9.9")));

        Assert.True(Task(worker).Execute());

        Assert.Equal("BCMP0003", Assert.Single(engine.Warnings).Code);
    }

    [Fact]
    public void WorkerUsesTheCoresTheBuildGrants()
    {
        using var worker = new WorkerScript(Say(new StartedEvent(Version)) + "echo $threads > $here/threads");
        var task = Task(worker);
        task.MaxParallelism = 64;

        Assert.True(task.Execute());

        Assert.Equal($"{engine.CoresGranted}", File.ReadAllText(Path.Combine(worker.Folder, "threads")).Trim());
        Assert.Equal(0, engine.CoresHeld);
    }

    [Fact]
    public void CrashIsQuotedInsteadOfHidden()
    {
        using var worker = new WorkerScript(Say(new StartedEvent(Version)) + "echo 'terminate called' >&2\nexit 134");

        Assert.False(Task(worker).Execute());

        var error = Assert.Single(engine.Errors);
        Assert.Equal("BCMP9001", error.Code);
        Assert.Contains("terminate called", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToolThatSaysNothingDidNotStart()
    {
        using var worker = new WorkerScript("echo 'Run dotnet tool restore'\nexit 1");

        Assert.False(Task(worker).Execute());

        Assert.Equal("BCMP0002", Assert.Single(engine.Errors).Code);
    }

    [Fact]
    public void MissingToolComesWithTheCommandThatInstallsIt()
    {
        var task = Task("no/such/tool");

        Assert.False(task.Execute());

        Assert.Equal("BCMP0001", Assert.Single(engine.Errors).Code);
    }

    [Fact]
    public void StoppedWorkerIsNobodysMistake()
    {
        using var worker = new WorkerScript(Say(new StartedEvent(Version)) + "exit 130");

        Assert.False(Task(worker).Execute());

        Assert.Empty(engine.Errors);
        Assert.True(engine.AllowFailureWithoutError);
        Assert.Contains(engine.Messages, message => message is { Importance: MessageImportance.High, Message: "net for edge: stopped" });
    }

    [Fact]
    public void OutputThatCannotBeWrittenIsADiagnostic()
    {
        using var worker = new WorkerScript(Say(new StartedEvent(Version)));
        File.WriteAllText(Path.Combine(project, "obj"), "a file where the folder should be");

        Assert.False(Task(worker).Execute());

        Assert.Equal("BCMP6002", Assert.Single(engine.Errors).Code);
        Assert.Equal(0, engine.CoresHeld);
    }

    [Fact]
    public async Task CancelledWorkerMaySaveItsCheckpoint()
    {
        using var worker = new WorkerScript(
            Say(new StartedEvent(Version)) + "touch $here/running; while [ ! -f $cancel ]; do sleep 0.05; done; touch $here/saved; exit 130");
        var task = Task(worker);

        var execution = System.Threading.Tasks.Task.Run(task.Execute);
        await FileAppears(Path.Combine(worker.Folder, "running"));
        task.Cancel();

        Assert.False(await execution);
        Assert.True(File.Exists(Path.Combine(worker.Folder, "saved")));
        Assert.Empty(engine.Errors);
        Assert.Empty(Directory.EnumerateFiles(project, ".cancel-*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task DeafWorkerIsKilledAfterTheGrace()
    {
        using var worker = new WorkerScript(Say(new StartedEvent(Version)) + "touch $here/running; sleep 60; touch $here/survived");
        var task = Task(worker);
        task.CancelGraceSeconds = 1;

        var clock = Stopwatch.StartNew();
        var execution = System.Threading.Tasks.Task.Run(task.Execute);
        await FileAppears(Path.Combine(worker.Folder, "running"));
        task.Cancel();

        Assert.False(await execution);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"It took {clock.Elapsed}.");
    }

    private static string Say(WorkerEvent words) => $"echo '{WorkerEventLine.Write(words)}'\n";

    private static async Task FileAppears(string path)
    {
        for (var tries = 0; !File.Exists(path); tries++)
        {
            Assert.True(tries < 400, $"{path} did not appear.");
            await System.Threading.Tasks.Task.Delay(50);
        }
    }

    private BuildCompressModels Task(WorkerScript worker) => Task(worker.Path);

    private BuildCompressModels Task(string tool) => new()
    {
        BuildEngine = engine,
        Manifest = "/nowhere/model.compress.json",
        HardwareTarget = "edge",
        OutputFolder = "obj/models/net",
        ProjectFolder = project,
        Tool = tool,
    };
}
